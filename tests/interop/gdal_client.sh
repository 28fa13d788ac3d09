#!/bin/sh
# GDAL's OAPIF driver: layers, paging, filters pushed down to the server, coordinate systems.
set -eu
source="OAPIF:$GUMEI_URL/api"
count() { ogrinfo -ro -al -so "$@" | sed -n 's/^Feature Count: //p'; }
asked() { CPL_CURL_VERBOSE=YES ogrinfo -ro -al -so "$@" 2>&1 | grep -o '^> GET [^ ]*' || true; }

layers=$(ogrinfo -ro "$source" | grep -c '^[0-9]*: ')
[ "$layers" -gt 20 ] || { echo "only $layers layers" >&2; exit 1; }
[ "$(count "$source" compounds)" = 70 ] || { echo 'not 70 compounds' >&2; exit 1; }
[ "$(count "$source" violations -where "register = '319'")" = 319 ] || { echo 'not 319 registered' >&2; exit 1; }
asked "$source" violations -where "register = '319'" | grep -q 'register=319' ||
    { echo 'GDAL did not push the filter down' >&2; exit 1; }
inside=$(count "$source" compounds -spat 121.38 31.13 121.40 31.15)
[ "$inside" -gt 0 ] && [ "$inside" -lt 70 ] || { echo "$inside compounds in the box" >&2; exit 1; }
paged=$(count "$source" violations -oo PAGE_SIZE=100)
[ "$paged" = "$(count "$source" violations -oo PAGE_SIZE=10000)" ] || { echo 'pages differ' >&2; exit 1; }
echo "$(ogrinfo --version): $layers layers, filters pushed down, pages"
