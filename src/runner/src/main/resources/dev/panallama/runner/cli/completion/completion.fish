# Completion of panallama in fish.
function __panallama_candidates
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l last (commandline -ct)
    $program __complete -- $words "$last" 2>/dev/null
end
complete -c panallama -a '(__panallama_candidates)'
