package dev.panallama.runner.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is reached by `https` through a proxy that wants a password.
final class ProxyPasswordTest {
    private static final String STORE_PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private HttpsServer server;
    private byte[] model;

    @BeforeEach
    void start() throws Exception {
        model = Files.readAllBytes(TinyModels.llama());
        server = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.createContext("/tiny.gguf", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Proxy-Authorization")));
            exchange.sendResponseHeaders(200, model.length);
            exchange.getResponseBody().write(model);
            exchange.close();
        });
        server.start();
    }

    /// Returns what proves that the server is the one of this test, by a certificate that is trusted in its process alone.
    private SSLContext context() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keyalg", "EC", "-alias", "test", "-dname", "CN=localhost", "-ext",
                "san=dns:localhost", "-keystore", store.toString(), "-storepass", STORE_PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertEquals(0, keytool.waitFor(), said);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void the_proxy_gets_the_password_of_its_address_and_the_server_does_not() throws Exception {
        try (var proxy = new GuardedProxy("ann:p@ss word")) {
            JavaProcess.Result result = pull("http://ann:p%40ss%20word@" + proxy.host());
            assertEquals(0, result.exitCode(), result.err());
            assertArrayEquals(model, Files.readAllBytes(folder.resolve("models/localhost/tiny.gguf")));
            assertTrue(proxy.requests.getFirst().startsWith("CONNECT localhost:"), proxy.requests::toString);
            assertEquals(List.of("null"), seen.stream().distinct().toList());
        }
    }

    @Test
    void a_wrong_password_is_said_without_it() throws Exception {
        try (var proxy = new GuardedProxy("ann:right")) {
            JavaProcess.Result result = pull("http://ann:wrong@" + proxy.host());
            assertEquals(1, result.exitCode(), result.err());
            assertTrue(result.err().contains("the proxy asks for a name and a password"), result.err());
            assertFalse(result.err().contains("wrong"), result.err());
            assertEquals(List.of(), seen);
        }
        assertFalse(pull("http://ann:se@cret@localhost:1").err().contains("se@cret"));
    }

    private JavaProcess.Result pull(String proxy) throws Exception {
        var environment = Map.of("HTTPS_PROXY", proxy, "NO_PROXY", "", "no_proxy", "", "https_proxy", "",
                "PANALLAMA_MODELS", folder.resolve("models").toString(), "JAVA_TOOL_OPTIONS",
                "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
                        .formatted(folder.resolve("keys.p12"), STORE_PASSWORD));
        return JavaProcess.panallama("", environment, "pull",
                "https://localhost:%d/tiny.gguf".formatted(server.getAddress().getPort()));
    }
}
