# shellcheck shell=bash
# What all services share: the stack's folder, ports, processes.
#
# A service NAME is a file with these functions; the rest of the stack knows no more about it:
#   NAME_prepare     makes what is missing before a start (runs as the caller)
#   NAME_run         starts the server through `spawn`
#   NAME_ready       true when it answers
#   NAME_settle      what must be done once it answers; may be run again
#   NAME_signal WAY  the signal that ends it; WAY is orderly or immediate
#   NAME_mark        a word of the command line that only this stack's server has

say() { printf '%s\n' "deploy/stack: $*" >&2; }
die() { say "${*:2}"; exit "$1"; }

# --- the folder -------------------------------------------------------------------------------------------------------

default_dir() {
    local key=$checkout
    # A user's stack and root's of one checkout must not meet.
    [ "$(id -u)" = 0 ] || key=$key:$(id -u)
    printf '/var/tmp/chipwatch-%s' "$(sha256sum <<<"$key" | cut -c1-12)"
}

# shellcheck disable=SC2154 # checkout comes from deploy/stack
dir=$(realpath -m -- "${CHIPWATCH_STACK_DIR:-$(default_dir)}")
readonly dir

have_stack() { [ -f "$dir/.chipwatch-stack" ]; }
need_stack() { have_stack || die 69 "there is no stack in $dir; make one: deploy/stack up"; }

# /var/tmp is open to everybody: nobody else may have made the folder first.
own_dir() { # PATH
    mkdir -p -- "$1" || die 73 "cannot make $1"
    [ -O "$1" ] || die 73 "$1 belongs to another user"
    chmod 755 -- "$1"
}

make_stack_dir() {
    [ -r /proc/self/stat ] || die 69 '/proc is not mounted'
    have_stack || [ ! -d "$dir" ] || [ -z "$(ls -A -- "$dir")" ] || die 73 "$dir is not empty and not a stack"
    own_dir "$dir"
    "${service_user[@]}" test -x "$dir" || die 73 "$dir: the user postgres cannot enter it; choose another CHIPWATCH_STACK_DIR"
    touch "$dir/.chipwatch-stack"
    mkdir -p "$dir/run" "$dir/log" "$dir/port"
}

# data_dir NAME: a folder that only the server may enter.
data_dir() {
    mkdir -p -- "$dir/$1"
    [ "$(id -u)" != 0 ] || chown postgres: "$dir/$1"
    chmod 700 -- "$dir/$1"
}

# Servers never run as root: PostgreSQL refuses to, and the others need not. One unprivileged account serves all.
service_user=(env)
[ "$(id -u)" != 0 ] || service_user=(setpriv --reuid=postgres --regid=postgres --init-groups --inh-caps=-all --no-new-privs --)
readonly service_user

# --- ports ------------------------------------------------------------------------------------------------------------

port_of() { cat -- "$dir/port/$1"; } # NAME

taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; } # PORT

# new_port NAME: below the range that the kernel hands to outgoing connections.
new_port() {
    local port
    for _ in {1..200}; do
        port=$((20000 + RANDOM % 12000))
        ! grep -qsx "$port" "$dir"/port/* && ! taken "$port" || continue
        echo "$port" >"$dir/port/$1.new" && mv "$dir/port/$1.new" "$dir/port/$1"
        return
    done
    die 69 'found no free port'
}

# keep_port NAME: the port is chosen once; only if a stranger has taken it since, there is a new one. A server that was
# killed a moment ago is no stranger: its sockets live a little longer than its name in the process list.
keep_port() {
    local end=$((SECONDS + 5))
    if [ ! -s "$dir/port/$1" ]; then
        new_port "$1"
        return
    fi
    while taken "$(port_of "$1")" && [ $SECONDS -lt $end ]; do sleep 0.1; done
    if taken "$(port_of "$1")"; then
        say "port $(port_of "$1") of $1 is taken by another program; takes a new one: run eval \"\$(deploy/stack env)\" again"
        new_port "$1"
    fi
}

# --- processes --------------------------------------------------------------------------------------------------------

pid_of() { cat -- "$dir/run/$1.pid" 2>/dev/null; } # NAME

# A number in a file proves nothing after a crash or a reboot: the process must also be the one that was started.
running() { # NAME
    local pid
    pid=$(pid_of "$1") && [ -n "$pid" ] && is_server "$pid" "$("$1_mark")"
}

is_server() { # PID MARK
    [ -r "/proc/$1/cmdline" ] && tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline" | grep -qxF -- "$2"
}

# keep_only DESCRIPTOR: closes what was inherited besides; a server that holds its caller's pipe or lock would block it.
keep_only() {
    local open
    for open in "/proc/$BASHPID/fd"/*; do
        open=${open##*/}
        case $open in 0 | 1 | 2 | "$1") ;; *) eval "exec $open>&-" ;; esac
    done
}

# spawn NAME COMMAND...: starts a server that outlives this script. It holds a shared lock on the stack's folder, which
# tells systemd-tmpfiles not to clean old files out of it (/var/tmp, 30 days on Debian 13).
spawn() {
    local name=$1
    shift
    exec 8<"$dir"
    flock -s 8
    (keep_only 8 && cd "$dir" && exec setsid "${service_user[@]}" "$@") </dev/null >>"$dir/log/$name.log" 2>&1 &
    echo $! >"$dir/run/$name.pid"
    exec 8<&-
    # For a moment the new process is still a copy of this script and looks like a stranger.
    until running "$name" || ! kill -0 $! 2>/dev/null; do sleep 0.01; done
}

launch() { # NAME: starts it if it does not run
    ! running "$1" || return 0
    "$1_prepare"
    fresh_log "$1"
    "$1_run"
}

# fresh_log NAME: the log of the start before last goes; what a start says is found from its own beginning.
fresh_log() {
    [ ! -e "$dir/log/$1.log" ] || mv -- "$dir/log/$1.log" "$dir/log/$1.log.old"
    : >"$dir/log/$1.log"
}

# await NAME: until it answers. A server that ends at once gets more tries if time or another port can help: another
# program was faster at its port, or the remains of a killed server are still about to end.
readonly worth_another_try='Address already in use|shared memory block .* is still in use|lock file .* already exists|is using this directory'
await() {
    local tries=0 end=$((SECONDS + 180))
    until running "$1" && "$1_ready" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || die 69 "$1 does not answer; see $dir/log/$1.log"
        sleep 0.1
        ! running "$1" || continue
        tries=$((tries + 1))
        if [ $tries -gt 20 ] || ! grep -qE "$worth_another_try" "$dir/log/$1.log"; then
            tail -n 5 "$dir/log/$1.log" >&2
            die 69 "$1 ended while starting; see $dir/log/$1.log"
        fi
        sleep 0.5
        launch "$1"
    done
    "$1_settle"
}

ask_to_stop() { # NAME WAY
    ! running "$1" || kill -s "$("$1_signal" "$2")" "$(pid_of "$1")" 2>/dev/null || true
}

await_stop() { # NAME
    local end=$((SECONDS + 60))
    while running "$1"; do
        if [ $SECONDS -ge $end ]; then
            say "$1 does not stop; stops it at once"
            ask_to_stop "$1" immediate
            end=$((SECONDS + 60))
        fi
        sleep 0.1
    done
    rm -f -- "$dir/run/$1.pid"
}
