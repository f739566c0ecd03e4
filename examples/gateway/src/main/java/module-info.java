/** A runnable AI gateway on the JDK's HttpServer, built on gateway-core alone. */
@org.jspecify.annotations.NullMarked
module io.weighhouse.example.gateway {
    requires static org.jspecify;
    requires io.weighhouse.gateway;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.net.http;
    requires jdk.httpserver;

    opens io.weighhouse.example.gateway to
            info.picocli;
}
