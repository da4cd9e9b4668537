# shellcheck shell=bash
# PostgreSQL: loopback TCP only, passwords for everybody.
# shellcheck disable=SC2154 # dir comes from service.sh

readonly pg_roles=(postgres chipwatch_owner chipwatch_writer bi_reader registry)

postgresql_mark() { echo "$dir/postgresql"; }

# The program's version is that of the data, if there are any; else the newest installed.
pg_bin() {
    local version
    version=$(cat "$dir/run/postgresql.version" 2>/dev/null) ||
        version=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sed -n 's#.*/\([0-9]*\)/bin/initdb#\1#p' | sort -n | tail -n 1)
    [ -x "/usr/lib/postgresql/$version/bin/postgres" ] || die 69 "PostgreSQL ${version:-} is not installed"
    echo "/usr/lib/postgresql/$version/bin"
}

# The password file is the one place of the passwords. Any port, so that a new one needs no change.
pg_passwords() {
    local role
    [ ! -s "$dir/pgpass" ] || return 0
    (
        umask 077
        for role in "${pg_roles[@]}"; do
            printf '127.0.0.1:*:*:%s:%s\n' "$role" "$(head -c 18 /dev/urandom | base64 | tr '+/' 'Az')"
        done >"$dir/pgpass.new"
    )
    mv "$dir/pgpass.new" "$dir/pgpass"
}

pg_password() { sed -n "s/^127\.0\.0\.1:\*:\*:$1://p" "$dir/pgpass"; } # ROLE

# A folder without its version noted was left half made. The superuser's password is set by a server without a listener,
# from standard input: no file and no command line ever holds it.
pg_init() {
    local bin
    [ ! -e "$dir/run/postgresql.version" ] || return 0
    bin=$(pg_bin)
    rm -rf -- "$dir/postgresql"
    data_dir postgresql
    {
        "${service_user[@]}" "$bin/initdb" -D "$dir/postgresql" -U postgres -A reject -E UTF8 --locale=C.UTF-8 --data-checksums &&
            echo "ALTER ROLE postgres PASSWORD '$(pg_password postgres)'" |
            "${service_user[@]}" "$bin/postgres" --single -D "$dir/postgresql" postgres
    } >"$dir/log/initdb.log" 2>&1 || { tail -n 5 "$dir/log/initdb.log" >&2; die 69 'initdb failed'; }
    cat "$dir/postgresql/PG_VERSION" >"$dir/run/postgresql.version.new"
    mv "$dir/run/postgresql.version.new" "$dir/run/postgresql.version"
}

# Sizes for a machine that does other things as well. Nothing that trades safety for speed: the tests kill this server.
pg_settings() {
    local shared=posix
    [ -w /dev/shm ] || shared=mmap
    cat <<X
data_directory = '$dir/postgresql'
hba_file = '$dir/run/pg_hba.conf'
listen_addresses = '127.0.0.1'
port = $(port_of postgresql)
unix_socket_directories = ''
max_connections = 100
shared_buffers = 256MB
dynamic_shared_memory_type = $shared
max_wal_size = 2GB
checkpoint_timeout = 15min
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
X
}

# A killed server leaves its pid file, and PostgreSQL does not start while any process has that number.
pg_drop_stale_pid() {
    local file=$dir/postgresql/postmaster.pid pid
    [ -e "$file" ] || return 0
    pid=$(head -n 1 "$file")
    is_server "$pid" "$(postgresql_mark)" || [ ! -d "/proc/$pid" ] || rm -f -- "$file"
}

postgresql_prepare() {
    keep_port postgresql
    pg_passwords
    pg_init
    pg_settings >"$dir/run/postgresql.conf"
    echo 'host all all 127.0.0.1/32 scram-sha-256' >"$dir/run/pg_hba.conf"
    pg_drop_stale_pid
}

postgresql_run() {
    local bin
    bin=$(pg_bin)
    spawn postgresql "$bin/postgres" -D "$dir/postgresql" -c "config_file=$dir/run/postgresql.conf"
}

postgresql_ready() { "$(pg_bin)/pg_isready" -q -h 127.0.0.1 -p "$(port_of postgresql)"; }

# As the superuser. Statements come from standard input, so that no password stands in a process list.
pg_admin() { # DATABASE
    env -u PGSERVICE -u PGPASSWORD -u PGOPTIONS PGHOST=127.0.0.1 PGPORT="$(port_of postgresql)" PGUSER=postgres \
        PGPASSFILE="$dir/pgpass" "$(pg_bin)/psql" -X -q -v ON_ERROR_STOP=1 -d "$1"
}

pg_role() { # ROLE RIGHTS
    cat <<X
SELECT 'CREATE ROLE $1' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$1') \\gexec
ALTER ROLE $1 LOGIN $2 PASSWORD '$(pg_password "$1")';
X
}

pg_database() { # NAME OWNER
    echo "SELECT 'CREATE DATABASE $1 OWNER $2' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$1') \\gexec"
}

# The roles exist before `capacity-consumer setup`, which would make them without a password. The owner may hand out the
# two others, as PostgreSQL 16 and later ask of somebody who is not a superuser.
postgresql_settle() {
    {
        echo "SET client_min_messages = warning;"
        pg_role chipwatch_owner CREATEROLE
        pg_role chipwatch_writer ''
        pg_role bi_reader ''
        pg_role registry ''
        echo 'GRANT chipwatch_writer, bi_reader TO chipwatch_owner WITH ADMIN OPTION;'
        pg_database chipwatch chipwatch_owner
        pg_database registry registry
    } | pg_admin postgres || die 69 'cannot make the roles and databases of the stack'
}

postgresql_signal() { case $1 in orderly) echo INT ;; immediate) echo QUIT ;; esac; }
