# What the integration tests share: a database and topics of their own, and ways to say what must hold.
# Sourced by *.test with the environment of `deploy/stack env`, CHIPWATCH_BIN and CHIPWATCH_SOURCE_DIR.
# shellcheck shell=bash

[ -n "${CHIPWATCH_BROKERS-}" ] || { echo 'no stack: run tests/run integration'; exit 77; }
samples=${CHIPWATCH_SAMPLES:-$CHIPWATCH_SOURCE_DIR/../shared/samples}
stack=$CHIPWATCH_SOURCE_DIR/deploy/stack
consumer=$CHIPWATCH_BIN/capacity-consumer
work=$(mktemp -d)
export PGOPTIONS='-c client_min_messages=warning'

fail() { echo "$(basename "$0"): $*" >&2; tail -n 5 "$work"/*.log >&2 2>/dev/null || true; exit 1; }
sql() { psql -XqAt -F ' ' -v ON_ERROR_STOP=1 "$@"; }
superuser() { PGUSER=postgres PGDATABASE=postgres sql "$@"; }
topics() { kcat -b "$CHIPWATCH_BROKERS" -L -J | grep -o '"topic":"[a-z_]*_event"' || true; }

# fresh NAME: an empty database of that name and empty topics; removed at the end.
fresh() {
    export PGDATABASE=test_$1
    superuser -c "DROP DATABASE IF EXISTS $PGDATABASE WITH (FORCE)" -c "CREATE DATABASE $PGDATABASE OWNER chipwatch_owner"
    if [ -n "$(topics)" ]; then
        "$stack" kafka org.apache.kafka.tools.TopicCommand --delete --topic 'news_event|customs_event' >"$work/delete.log" 2>&1
        for _ in $(seq 100); do [ -n "$(topics)" ] || break; sleep 0.1; done
    fi
    "$consumer" setup >"$work/setup.log" || fail 'setup'
    trap 'remove' EXIT
}

remove() {
    local pids
    pids=$(jobs -p)
    # shellcheck disable=SC2086
    [ -z "$pids" ] || kill -9 $pids 2>/dev/null || true
    superuser -c "DROP DATABASE IF EXISTS $PGDATABASE WITH (FORCE)" || true
    rm -rf "$work"
}

# consume [OPTION...]: up to the present end; the exit status is the consumer's.
consume() { timeout 120 "$consumer" --until-end "$@" 2>>"$work/consumer.log"; }

# expect WHAT EXPECTED QUERY
expect() {
    local got
    got=$(sql -c "$3")
    [ "$got" = "$2" ] || fail "$1: expected \"$2\", got \"$got\""
}

# Every id once, nothing lost, and every position at the end of its log.
expect_exactly() { # COUNT
    expect 'rows, ids, places in Kafka' "$1 $1 $1" "SELECT count(*), count(DISTINCT event_id),
        count(DISTINCT (kafka_topic, kafka_partition, kafka_offset)) FROM event.customs_event"
    local position
    while read -r topic partition position; do
        [ "$position" = "$(end_of "$topic" "$partition")" ] || fail "$topic[$partition]: position $position is not the end"
    done < <(sql -c "SELECT topic, kafka_partition, next_offset FROM pipeline.kafka_offset WHERE topic = 'customs_event'")
}

end_of() { kcat -b "$CHIPWATCH_BROKERS" -Q -t "$1:$2:-1" | sed 's/.*offset //'; } # TOPIC PARTITION
