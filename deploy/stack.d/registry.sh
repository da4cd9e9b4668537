# shellcheck shell=bash
# The Apicurio schema registry: Confluent's REST API; schemas kept in their own database of PostgreSQL.
# shellcheck disable=SC2154 # dir, cache and the versions come from the other parts

registry_mark() { echo "-Dchipwatch.stack=$dir"; }

registry_prepare() {
    fetch_registry
    keep_port registry
    keep_port registry-management
}

# Both listeners need their address said: the management one is open to the world otherwise. The password goes by the
# environment, not by the command line.
registry_settings() {
    export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT QUARKUS_MANAGEMENT_HOST=127.0.0.1 QUARKUS_MANAGEMENT_PORT
    export APICURIO_STORAGE_SQL_KIND=postgresql APICURIO_DATASOURCE_URL APICURIO_DATASOURCE_USERNAME=registry APICURIO_DATASOURCE_PASSWORD
    export APICURIO_DATASOURCE_JDBC_INITIAL_SIZE=2 APICURIO_DATASOURCE_JDBC_MIN_SIZE=2 APICURIO_DATASOURCE_JDBC_MAX_SIZE=10
    QUARKUS_HTTP_PORT=$(port_of registry)
    QUARKUS_MANAGEMENT_PORT=$(port_of registry-management)
    APICURIO_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:$(port_of postgresql)/registry
    APICURIO_DATASOURCE_PASSWORD=$(pg_password registry)
}

registry_run() {
    local java
    java=$(java_for 21)
    registry_settings
    spawn registry "$java" -Xms64m -Xmx256m -XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel=1 \
        "${java_options[@]}" "-Dchipwatch.stack=$dir" -jar "$cache/registry-$registry_version/quarkus-run.jar"
}

registry_ready() { curl -sfm 5 --noproxy '*' "http://127.0.0.1:$(port_of registry)/apis/ccompat/v7/subjects"; }
registry_settle() { :; }
registry_signal() { case $1 in orderly) echo TERM ;; immediate) echo KILL ;; esac; }
