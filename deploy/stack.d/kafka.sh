# shellcheck shell=bash
# One Kafka node that is broker and controller (KRaft).
# shellcheck disable=SC2154 # dir, cache and the versions come from the other parts

readonly java_options=(-XX:+UseSerialGC -XX:-UsePerfData -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dorg.slf4j.simpleLogger.showDateTime=true)

kafka_mark() { echo "$dir/run/kafka.properties"; }

# Auto-creation is off so that a wrong topic name is an error. Nothing is deleted by age: events of past years would go at
# once. The lower session timeouts let a killed broker come back, and a dead consumer's successor take over, soon.
kafka_properties() {
    cat <<X
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$(port_of kafka-controller)
listeners=PLAINTEXT://127.0.0.1:$(port_of kafka),CONTROLLER://127.0.0.1:$(port_of kafka-controller)
advertised.listeners=PLAINTEXT://127.0.0.1:$(port_of kafka)
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$dir/kafka
num.partitions=12
auto.create.topics.enable=false
log.retention.ms=-1
log.cleaner.dedupe.buffer.size=16777216
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=1000
group.min.session.timeout.ms=1000
X
}

kafka_java() { # CLASS ARGUMENT...   (the star is Java's, not the shell's)
    local java
    java=$(java_for 17)
    "$java" "${java_options[@]}" -cp "$cache/kafka-$kafka_version/*" "$@"
}

# A broker's folder must carry a cluster id before the first start. A folder without the mark was left half made.
kafka_format() {
    local id java
    [ ! -e "$dir/run/kafka.formatted" ] || return 0
    rm -rf -- "$dir/kafka"
    data_dir kafka
    id=$(head -c 16 /dev/urandom | base64 | tr '+/' 'Az' | tr -d =)
    java=$(java_for 17)
    "${service_user[@]}" "$java" -Xmx128m -XX:TieredStopAtLevel=1 "${java_options[@]}" -cp "$cache/kafka-$kafka_version/*" \
        kafka.tools.StorageTool format -t "$id" -c "$dir/run/kafka.properties" >"$dir/log/kafka-format.log" 2>&1 ||
        { tail -n 5 "$dir/log/kafka-format.log" >&2; die 69 'cannot format the folder of Kafka'; }
    touch "$dir/run/kafka.formatted"
}

kafka_prepare() {
    fetch_kafka
    keep_port kafka
    keep_port kafka-controller
    kafka_properties >"$dir/run/kafka.properties"
    kafka_format
}

kafka_run() {
    local java
    java=$(java_for 17)
    spawn kafka "$java" -Xms128m -Xmx512m -XX:+ExitOnOutOfMemoryError "${java_options[@]}" \
        -cp "$cache/kafka-$kafka_version/*" kafka.Kafka "$dir/run/kafka.properties"
}

kafka_ready() { kcat -b "127.0.0.1:$(port_of kafka)" -L -m 1 -X log_level=0; }
kafka_settle() { :; }
kafka_signal() { case $1 in orderly) echo TERM ;; immediate) echo KILL ;; esac; }

kafka_tool() { # CLASS ARGUMENT...
    [ $# -gt 0 ] || die 64 'kafka needs the name of a class'
    kafka_java -Xmx256m -XX:TieredStopAtLevel=1 "$1" --bootstrap-server "127.0.0.1:$(port_of kafka)" "${@:2}"
}
