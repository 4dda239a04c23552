import type { ContractPrograms, SandboxSubject } from './subject.ts';

/** The contract's programs in bash. */
export const BASH: ContractPrograms = {
  echo: 'f() { cat; }',
  double: "f() { jq -c '. * 2'; }",
  fails: 'f() { jq -r .message >&2; exit 3; }',
  endless: 'f() { while :; do :; done; }',
  endlessLoading: 'while :; do :; done\nf() { :; }',
  grows: 'f() { local kept=x; while :; do kept=$kept$kept; done; }',
  holds: `f() {
  local kept=x
  while ((\${#kept} < $1)); do kept=$kept$kept; done
  if [[ $kept =~ y$ ]]; then echo 1; else echo null; fi
}`,
  long: `f() { printf '"%*s"' "$1" '' | tr ' ' x; }`,
  deep: `f() { printf '%*s' "$1" '' | tr ' ' '['; printf 1; printf '%*s' "$1" '' | tr ' ' ']'; }`,
  random: 'f() { echo "[$RANDOM,$RANDOM,$RANDOM]"; }',
  clock: 'f() { for i in 1 2 3 4 5; do date > /dev/null; done; date +%s; }',
  leaves: `f() {
  export left=1
  echo left > /tmp/left
  alias jq='echo left'
  cat() { echo left; }
  cd /tmp
  set -f
  echo null
}`,
  looks: `f() {
  if [[ -n "$left" || -e /tmp/left || "$(cat <<< 1)" != 1 || "$(jq -n 1)" != 1 || "$PWD" == /tmp || "$-" == *f* ]]
  then echo '"left"'; else echo null; fi
}`,
  late: `f() {
  if [[ "$1" == true ]]; then (sleep 1; echo late > /tmp/found) & disown; fi
  if [[ "$1" == false && -e /tmp/found ]]; then echo '"late"'; else echo null; fi
}`,
  // One substitution that takes seconds and hears nothing; what comes before it must not take the time of the call.
  kills: `f() {
  if [[ "$1" == true ]]; then local x=$(printf '%*s' 200000 ''); echo "\${x//${'*[ ]'.repeat(60)}*b/}" | wc -c; fi
  echo 0
}`,
  steps: `f() { awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) s += 1; print s }'; }`,
};

export const ODD_IN_BASH: SandboxSubject['odd'] = {
  'nothing is null': ['f() { :; }', 'null'],
  'white space around the text does not matter': ["f() { printf '\\n [1, 2] \\n\\n'; }", '[1,2]'],
  'a text that is no JSON is an error': [
    'f() { echo hello; }',
    'OutputError: the standard output is no JSON text: hello',
  ],
  'two texts are an error': ['f() { echo 1; echo 2; }', 'OutputError: the standard output is no JSON text: '],
  'an exit code is an error with what was said': [
    'f() { echo "no such thing" >&2; return 4; }',
    'Exit4: no such thing',
  ],
  'a failure without a word is an error': ['f() { false; }', 'Exit1: nothing on standard error'],
  'an unknown command is an error': [
    'f() { nosuchcommand; }',
    'Exit127: bash: nosuchcommand: command not found',
  ],
  'what only goes to standard error is no answer': ['f() { echo careful >&2; echo 1; }', '1'],
  'a lone surrogate is escaped': [`f() { printf '%s' '"a\\ud800b"'; }`, '"a\\ud800b"'],
  'a __proto__ key is an own key': [
    `f() { echo '{"__proto__":{"x":1},"constructor":2}'; }`,
    '{"__proto__":{"x":1},"constructor":2}',
  ],
  'a number is written as JavaScript does': ["f() { echo '[1.0,1e2,-0]'; }", '[1,100,0]'],
};
