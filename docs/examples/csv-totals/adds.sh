set -o pipefail

totals() {
  jq -r '.[]' | awk -F, '{ sum[$1] += $2 } END { for (name in sum) printf "%s %d\n", name, sum[name] }' |
    jq -R -s -c 'split("\n") | map(select(. != "") | split(" ") | {(.[0]): (.[1] | tonumber)}) | add // {}'
}
