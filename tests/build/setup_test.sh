# scripts/setup on systems that it doesn't know: it installs nothing and tells what to install.
set -euo pipefail
setup=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() { echo "setup_test: $*" >&2; exit 1; }

# Says what setup does with an os-release: expect_refusal NAME_IN_THE_MESSAGE < os-release
expect_refusal() {
  cat > "$folder/os-release"
  local output status=0
  output=$(AFFEKT_OS_RELEASE=$folder/os-release bash "$setup" 2>&1) || status=$?
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
