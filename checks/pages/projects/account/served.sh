# For a page's hidden block: `. ./served.sh` serves a LOX24 whose account 7654321 is what the page calls yours.
rm -- served.sh
exec 9< <(exec lox24 sandbox --port 0 --db ../account.db)
read -r _ _ _ URL _ <&9 # it says so when it answers
export LOX24_BASE_URL=$URL LOX24_TOKEN=7654321:key

# post PATH BODY: a request with the account's token; the id in its answer is $ID.
post() {
  ID=$(curl -sS -H "X-LOX24-AUTH-TOKEN: $LOX24_TOKEN" -H 'Content-Type: application/json' "$URL/$1" -d "$2" |
    sed -E 's/.*"id": *"?([0-9]+).*/\1/')
}

# hook METHOD PATH [BODY]: what others do, and what goes wrong (docs/reference/sandbox.md).
hook() { curl -sS -o /dev/null -X "$1" -H 'Content-Type: application/json' "$URL/_sandbox/$2" -d "${3:-}"; }

# killed N COMMAND...: kills a command and all that it has started when LOX24 has got the Nth POST, whose answer is held back.
killed() {
  hook POST faults "{\"method\": \"POST\", \"path\": \"/groups\", \"skip\": $(($1 - 1)), \"times\": 1000, \"delay\": 600}"
  setsid "${@:2}" > ../killed.log 2>&1 &
  until [ "$(curl -sS "$URL/_sandbox/requests" | grep -o '"method": *"POST"' | wc -l)" -ge "$1" ]; do
    kill -0 $! || return 1
  done
  pkill -9 -s $!
  wait $! 2> /dev/null
  hook DELETE faults
}
