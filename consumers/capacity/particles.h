/*
 * What the particle behind a word makes of it. Japanese and Korean say by it who acts, on what, whereto and whence; the
 * order of words says nothing. For the rules of claims only.
 *
 * Titles, brackets and nouns may stand between a name and its particle ("バイドゥ会長は", "한국화웨이 대표는"); of a list the
 * last name carries the particle of all. Costs a walk over at most PARTICLE_BYTES of text. No allocation.
 */
#ifndef CONSUMERS_CAPACITY_PARTICLES_H
#define CONSUMERS_CAPACITY_PARTICLES_H

#include "consumers/capacity/sentence.h"

enum { PARTICLE_BYTES = 72 };

enum particle {
    PARTICLE_NONE,
    PARTICLE_TOPIC,   /* は, 은: who the sentence is about; in a headline a comma */
    PARTICLE_SUBJECT, /* が, 가 */
    PARTICLE_OBJECT,  /* を, 를 */
    PARTICLE_TO,      /* に, 向け, 에 */
    PARTICLE_FROM,    /* から, 로부터 */
    PARTICLE_AT,      /* で, 에서 */
    PARTICLE_OF,      /* の, 製, 의; a name that stands before a product */
    PARTICLE_BY,      /* による, 에 의해 */
    PARTICLE_AND,     /* と, 와: the list goes on with what is no name */
    PARTICLE_BARE,    /* none, and an act follows: 中国輸出, 중국 판매 */
};

/* In languages without particles: PARTICLE_NONE. */
enum particle particle_of(const struct sentence *sentence, const struct match *word);

/* The particle of the noun that stands behind a word with PARTICLE_OF; that where nothing else is known. */
enum particle particle_behind(const struct sentence *sentence, const struct match *word);

/* Whether a verb in the middle of the sentence ends before `mark` (し、 ため、 했으며): a clause ends there. */
bool particle_ends_clause(const struct sentence *sentence, uint32_t mark);

#endif
