package dev.panallama.jinja;

/// What a dict's `keys`, `values` and `items` give: what it holds now.
record DictView(Dict dict, Part part) {
    enum Part {
        KEYS, VALUES, ITEMS
    }

    int size() {
        return dict.size();
    }

    Object get(int index) {
        return switch (part) {
            case KEYS -> dict.key(index);
            case VALUES -> dict.value(index);
            case ITEMS -> new TupleValue(dict.key(index), dict.value(index));
        };
    }
}
