# Installs what the commands in setup/ need; sourced by each of them.
#
# Everything lands in .local/ except Debian packages. Every step looks first at
# what is there already, so a second run costs a second.

set -euo pipefail

PROJECT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
LOCAL="${AMAZON_CONNECTOR_LOCAL:-$PROJECT/.local}"
VENV="$LOCAL/venv"
ODOO_SERIES=19
export PROJECT LOCAL VENV
export PYTHONPATH="$PROJECT/setup:$PROJECT"
export PYTHONUNBUFFERED=1
export PYTHONPYCACHEPREFIX="$LOCAL/cache/python"
export HYPOTHESIS_STORAGE_DIRECTORY="$LOCAL/cache/hypothesis"

RUNTIME_PACKAGES="postgresql postgresql-client python3 python3-venv gcc python3-dev libpq-dev ca-certificates
 fonts-font-awesome libjs-jquery libjs-underscore libjs-jquery-form fonts-roboto-unhinted"
BROWSERS="chromium chromium-browser google-chrome google-chrome-stable"

say() { printf '==> %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "'$*' needs root: run this command as root, or install sudo."
    fi
}

# Shows that a long step is alive; ends with the step, or with its script.
heartbeat() {
    local started=$SECONDS
    while sleep 20 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        say "$1 ... still working ($((SECONDS - started)) s)"
    done
}

# Runs a slow step quietly; its output is shown only if it fails.
quietly() {
    local title="$1" log beat status started=$SECONDS; shift
    mkdir -p "$LOCAL/log"
    log="$LOCAL/log/$(printf '%s' "$title" | cut -c 1-60 | tr -cs 'A-Za-z0-9\n' '-').log"
    say "$title ..."
    heartbeat "$title" 9>&- & beat=$!
    set +e
    (set -e; "$@") >"$log" 2>&1 9>&-
    status=$?
    set -e
    kill "$beat" 2>/dev/null && wait "$beat" 2>/dev/null || true
    [ "$status" = 0 ] || { tail -n 30 "$log" >&2; fail "$title failed; the whole output is in $log"; }
    say "$title: done in $((SECONDS - started)) s"
}

# Two commands on one checkout must not install at the same time.
lock_installation() {
    [ -w "$PROJECT" ] || [ -d "$LOCAL" ] || fail "$PROJECT is not writable for you."
    mkdir -p "$LOCAL"
    [ -w "$LOCAL" ] || fail "$LOCAL belongs to another user: run this command as that user, or delete that folder."
    exec 9>"$LOCAL/installation.lock"
    flock -n 9 || { say "Waiting for another command that installs ..."; flock 9; }
}

unlock_installation() { exec 9>&-; }

debian_packages() {
    local package missing=""
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
            missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null ||
        fail "these Debian packages are missing and apt-get is not there to install them:$missing"
    quietly "Updating the package lists" as_root apt-get update -q
    # shellcheck disable=SC2086
    quietly "Installing Debian packages:$missing" as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends $missing
}

# --- Odoo ---------------------------------------------------------------

# Debian's odoo-19 lives in sid. A private apt configuration fetches that one
# package (signature checked) without letting sid near the system's own Python.
download_odoo() {
    local apt="$LOCAL/apt" mirror
    mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
        grep -v -i security | sort | head -n 1)"
    [ -n "$mirror" ] || fail "apt knows no Debian mirror; set ODOO_HOME to an Odoo $ODOO_SERIES that you have."
    rm -rf "$apt" && mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/download"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$apt/sources.list"
    local options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=-"
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=root"
        -o "Acquire::Languages=none" -o "Debug::NoLocking=1")
    { apt-get "${options[@]}" update -q &&
        (cd "$apt/download" && apt-get "${options[@]}" download "odoo-$ODOO_SERIES"); } ||
        fail "Debian's mirror gave no odoo-$ODOO_SERIES; set ODOO_HOME to an Odoo $ODOO_SERIES that you have."
    rm -rf "$LOCAL/odoo.new" && mkdir -p "$LOCAL/odoo.new"
    dpkg -x "$apt"/download/odoo-*.deb "$LOCAL/odoo.new"
    rm -rf "$LOCAL/odoo" "$apt"
    mv "$LOCAL/odoo.new" "$LOCAL/odoo"
}

# Debian leaves out a non-free file that every page asks for, and replaces
# jquery and fonts with links to usr/share, which an unpacked package lacks.
mend_debian_odoo() {
    local missing="$1/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js" name
    [ -w "$1/odoo/addons/mail" ] || return 0
    [ -e "$missing" ] || install -D /dev/null "$missing"
    [ -L "$1/odoo/addons/web/static/lib/jquery/jquery.js" ] || return 0
    for name in javascript fonts fonts-font-awesome; do
        [ -e "$1/../../../share/$name" ] || ln -s "/usr/share/$name" "$1/../../../share/$name"
    done
}

# Sets ODOO_PATH: the folder that holds the Python package "odoo".
find_odoo() {
    local candidate
    ODOO_PATH="$LOCAL/odoo/usr/lib/python3/dist-packages"
    [ -n "${ODOO_HOME:-}" ] || return 0
    for candidate in "$ODOO_HOME" "$ODOO_HOME/usr/lib/python3/dist-packages" \
        "$ODOO_HOME/lib/python3/dist-packages"; do
        [ -f "$candidate/odoo/release.py" ] || continue
        ODOO_PATH="$(cd "$candidate" && pwd -P)"
        grep -q "version_info = ($ODOO_SERIES," "$ODOO_PATH/odoo/release.py" ||
            fail "ODOO_HOME=$ODOO_HOME is not Odoo $ODOO_SERIES."
        return 0
    done
    fail "ODOO_HOME=$ODOO_HOME holds no 'odoo' package: point it to a checkout of Odoo $ODOO_SERIES."
}

install_odoo() {
    find_odoo
    [ -n "${ODOO_HOME:-}" ] || [ -d "$LOCAL/odoo" ] || quietly "Downloading Odoo $ODOO_SERIES" download_odoo
    mend_debian_odoo "$ODOO_PATH"
}

# --- Python -------------------------------------------------------------

python_for_venv() {
    local candidate
    for candidate in python3.11 python3.12 python3.13 python3.10 python3; do
        command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
                2>/dev/null &&
            { echo "$candidate"; return; }
    done
    fail "Odoo $ODOO_SERIES needs Python 3.10 to 3.13 with the venv module."
}

create_venv() {
    rm -rf "$VENV"
    "$(python_for_venv)" -m venv "$VENV"
}

pip_install() {
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

# Makes Odoo importable; a checkout is unknown to pip, so its version is declared.
point_venv_to_odoo() {
    local site wanted
    site="$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
    wanted="$(printf '%s\n%s' "$ODOO_PATH" "$PROJECT")"
    [ "$(cat "$site/amazon_connector_odoo.pth" 2>/dev/null)" = "$wanted" ] ||
        { printf '%s\n' "$wanted" >"$site/.new.pth" && mv "$site/.new.pth" "$site/amazon_connector_odoo.pth"; }
    rm -rf "$site/odoo-$ODOO_SERIES.0.dist-info"
    compgen -G "$ODOO_PATH/odoo-*-info" >/dev/null && return
    mkdir "$site/odoo-$ODOO_SERIES.0.dist-info"
    printf 'Metadata-Version: 2.1\nName: odoo\nVersion: %s.0\n' "$ODOO_SERIES" \
        >"$site/odoo-$ODOO_SERIES.0.dist-info/METADATA"
}

# Installs requirement files once per content.
requirements() {
    local name="$1" stamp wanted file arguments=(); shift
    stamp="$VENV/$name.stamp"
    wanted="$(cat "$@" | sha256sum) $ODOO_PATH"
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    for file in "$@"; do arguments+=(-r "$file"); done
    quietly "Installing Python packages for $name" pip_install "${arguments[@]}"
    echo "$wanted" >"$stamp"
}

install_python() {
    "$VENV/bin/python" -c 'import pip' 2>/dev/null || quietly "Creating the Python environment" create_venv
    point_venv_to_odoo
    requirements odoo "$PROJECT/setup/lib/odoo-requirements.txt" "$PROJECT/requirements.txt"
}

# --- What the commands call ------------------------------------------------

install_runtime() {
    lock_installation
    # shellcheck disable=SC2086
    debian_packages $RUNTIME_PACKAGES
    install_odoo
    install_python
    unlock_installation
}

install_browser() {
    local browser
    for browser in $BROWSERS; do command -v "$browser" >/dev/null && return; done
    debian_packages chromium
}

install_tests() {
    install_runtime
    lock_installation
    install_browser
    requirements tests "$PROJECT/test-requirements.txt"
    unlock_installation
}

# Refuses wrong arguments before anything is installed, if there is a Python.
check_arguments() {
    local status=0
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || return 0
    python3 -m stack --check "$@" || status=$?
    case "$status" in
        0) ;;
        64) exit 0 ;;  # the help was printed
        *) exit "$status" ;;
    esac
}

run_stack() { exec "$VENV/bin/python" -m stack "$@"; }
