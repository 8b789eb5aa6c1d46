/// Renders chat templates: [dev.panallama.jinja.Template] is where to begin. Knows nothing of models.
module dev.panallama.jinja {
    requires static org.jspecify;

    exports dev.panallama.jinja;
}
