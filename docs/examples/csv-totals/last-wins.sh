totals() {
  jq -c 'map(split(",") | {(.[0]): (.[1] | if . == "" then 0 else tonumber end)}) | add // {}'
}
