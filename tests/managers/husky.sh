# husky 9, from npm.
get() {
    command -v npm || { echo 'npm is needed'; return 1; }
    mkdir -p "$tools/husky" && cd "$tools/husky" && echo '{}' >package.json
    npm install --no-audit --no-fund --prefix "$tools/husky" husky@9
}
is_usable() { node --version; }
plan() {
    echo '{"name": "project", "devDependencies": {"husky": "9"}}' >package.json
    git commit -q -n -a -m 'Plan husky'
}
set_up() {
    mkdir -p node_modules/.bin && cp -R "$tools/husky/node_modules/husky" node_modules/
    node node_modules/husky/bin.js
    [ -f .husky/commit-msg ] || echo 'echo ran >>"$mark"' >.husky/commit-msg
    git add .husky && { git diff --cached --quiet || git commit -q -n -m 'Add husky'; }
}
add_lines() {
    git checkpoint doctor --json | fixes | sh -e
}
update() { node node_modules/husky/bin.js; }
take_out() {
    git config --unset core.hooksPath
    git rm -rq .husky && rm -rf .husky && git commit -q -n -m 'Remove husky'
}
