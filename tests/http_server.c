#include "tests/http_server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Reads a request, with as many bytes of body as it says, into `text`, which is NUL-terminated. */
static void read_request(int connection, char *text, size_t limit)
{
    size_t size = 0, wanted = limit;
    while (size < wanted && size < limit - 1) {
        ssize_t got = read(connection, text + size, limit - 1 - size);
        if (got <= 0)
            break;
        size += (size_t)got;
        text[size] = '\0';
        const char *end = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "\r\nContent-Length:");
        if (end)
            wanted = (size_t)(end - text) + 4 + (length && length < end ? strtoul(length + 17, NULL, 10) : 0);
    }
}

static void write_all(int connection, const char *bytes, size_t size)
{
    while (size) {
        ssize_t put = write(connection, bytes, size);
        if (put <= 0)
            return;
        bytes += put;
        size -= (size_t)put;
    }
}

static void write_answer(int connection, const struct http_answer *answer)
{
    char head[1024];
    const char *body = answer->body ? answer->body : "";
    size_t repeat = answer->repeat ? answer->repeat : 1;
    usleep((useconds_t)answer->delay_ms * 1000);
    if (!answer->status)
        return;
    int size = snprintf(head, sizeof head, "HTTP/1.1 %d Prepared\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n",
                        answer->status, strlen(body) * repeat + answer->missing, answer->header ? answer->header : "");
    write_all(connection, head, (size_t)size);
    for (size_t i = 0; i < repeat; i++)
        write_all(connection, body, strlen(body));
}

static const struct http_answer *answer_for(const struct http_answer *answers, const char *request)
{
    static const struct http_answer not_found = {.status = 404};
    for (; answers->request; answers++)
        if (strncmp(request, answers->request, strlen(answers->request)) == 0)
            return answers;
    return &not_found;
}

static void serve(int listener, const struct http_answer *answers, struct http_traffic *traffic)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0)
            _exit(1);
        read_request(connection, traffic->last, sizeof traffic->last);
        traffic->served++;
        write_answer(connection, answer_for(answers, traffic->last));
        close(connection);
    }
}

struct http_server http_server_start(const struct http_answer *answers)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct http_server server = {0};
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int bound = bind(listener, (struct sockaddr *)&address, size) || listen(listener, 16) ||
                getsockname(listener, (struct sockaddr *)&address, &size);
    assert(!bound);
    server.port = ntohs(address.sin_port);
    server.traffic = mmap(NULL, sizeof *server.traffic, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert(server.traffic != MAP_FAILED);
    server.pid = fork();
    assert(server.pid >= 0);
    if (server.pid == 0)
        serve(listener, answers, server.traffic);
    close(listener);
    return server;
}

void http_server_stop(struct http_server *server)
{
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    munmap(server->traffic, sizeof *server->traffic);
}
