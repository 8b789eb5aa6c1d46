#compdef panallama
# Completion of panallama in zsh.
_panallama() {
    local -a candidates
    candidates=(${(f)"$(${words[1]} __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
    if (( ${#candidates} )); then compadd -a candidates; else _files; fi
}
compdef _panallama panallama
