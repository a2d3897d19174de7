#!/usr/bin/env bash
# Builds static/govuk and static/live from frontend/ and the releases that its package.json names. Needs node and npm,
# and only this does.
set -euo pipefail
cd "$(dirname "$0")/../frontend"
to=../static/govuk

npm ci --silent --ignore-scripts
version() { node -p "require('./node_modules/$1/package.json').version"; }
css() { node_modules/.bin/sass --load-path=. --style=compressed --no-source-map --no-charset "scss/$1.scss"; }

rm -rf "$to"
mkdir -p "$to/images"
{ css govuk-frontend; css moj-frontend; } >"$to/govuk-frontend.min.css"
grep -v '^//# sourceMappingURL' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js |
  sed 's|//# sourceMappingURL=.*$||' >"$to/govuk-frontend.min.js"
cp node_modules/@ministryofjustice/frontend/moj/assets/images/icon-document.svg "$to/images/"
cp LICENCE "$to/LICENCE"
cat >"$to/VERSION" <<TXT
govuk-frontend $(version govuk-frontend)
@ministryofjustice/frontend $(version @ministryofjustice/frontend) (badge, sub-navigation, timeline)
built with sass $(version sass) by scripts/vendor_frontend.sh
TXT

if grep -q -i -E 'GDS Transport|@font-face|crest' "$to"/*.css; then
  echo "static/govuk holds GOV.UK branding" >&2
  exit 1
fi
(cd "$to" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
cat "$to/VERSION"

# The live editor: its bundle, and the sums of all that it was made from, by which a test knows that it is current.
npm run --silent editor
{
  printf 'yjs %s, y-prosemirror %s, prosemirror-view %s\n' "$(version yjs)" "$(version y-prosemirror)" "$(version prosemirror-view)"
  printf 'built with esbuild %s by scripts/vendor_frontend.sh\n' "$(version esbuild)"
} >../static/live/VERSION
{ (cd .. && sha256sum frontend/package-lock.json frontend/live/*.js static/live/editor.js static/live/VERSION); } >../static/live/SHA256SUMS
cat ../static/live/VERSION
