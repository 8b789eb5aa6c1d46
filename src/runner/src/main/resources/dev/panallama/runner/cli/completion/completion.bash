# Completion of panallama in bash. Words are taken from the line itself: bash splits them at colons and equals signs.
_panallama() {
    local line=${COMP_LINE:0:COMP_POINT} candidate kept
    local -a words
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    local last=${words[-1]}
    kept=${last%"${last##*[:=]}"}
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("${candidate#"$kept"}")
    done < <("${words[0]}" __complete -- "${words[@]:1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _panallama panallama
