# scripts/setup on systems that it doesn't know: it installs nothing and tells what to install.
set -euo pipefail
setup=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() { echo "setup_test: $*" >&2; exit 1; }

# Holds setup to refusing a system: expect_refusal NAME_IN_THE_MESSAGE [OS_RELEASE, else from stdin]
expect_refusal() {
  local file=${2:-$folder/os-release} output status=0
  [[ $# -eq 2 ]] || cat > "$file"
  output=$(ID=debian VERSION_ID=12 AFFEKT_OS_RELEASE=$file bash "$setup" 2>&1) || status=$?
  ((status == 1)) || fail "$1: exit code 1 expected, $status got: $output"
  [[ "$output" == *"Debian 12 and 13"*"\"$1\""* ]] || fail "$1: not named: $output"
  for package in libtorch-dev libopencv-dev nodejs; do
    [[ "$output" == *"$package"* ]] || fail "$1: $package is not named: $output"
  done
  [[ "$output" != *libonnxruntime-dev* ]] || fail "$1: needs no package that only one release has: $output"
  [[ "$output" != *installing* ]] || fail "$1: something was installed: $output"
}

expect_refusal "Debian GNU/Linux 11 (bullseye)" <<< 'PRETTY_NAME="Debian GNU/Linux 11 (bullseye)"
ID=debian
VERSION_ID="11"'
expect_refusal "Ubuntu 24.04" <<< 'PRETTY_NAME="Ubuntu 24.04"
ID=ubuntu
VERSION_ID="24.04"'
expect_refusal "Debian GNU/Linux forky/sid" <<< 'PRETTY_NAME="Debian GNU/Linux forky/sid"
ID=debian'
expect_refusal "a system without a name in $folder/missing" "$folder/missing"
expect_refusal "a system without a name in $folder" "$folder"
expect_refusal "a system without a name in $folder/os-release" <<< 'ID="debian'

bash "$setup" --help | grep -q "Installs the Debian packages"
if bash "$setup" unknown > /dev/null; then fail "an argument must be refused"; fi
