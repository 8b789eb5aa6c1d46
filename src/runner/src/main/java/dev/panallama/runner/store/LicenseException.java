package dev.panallama.runner.store;

import java.io.IOException;

/// Thrown when nobody has accepted a model's licence.
public final class LicenseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient License license;

    LicenseException(ModelName model, License license) {
        super("%s is under the %s, which has to be accepted once: panallama pull %s".formatted(model, license.title(),
                model));
        this.license = license;
    }

    /// Returns the licence.
    public License license() {
        return license;
    }
}
