// Reads application.yaml as Spring Boot does, and refuses a key that Spring does not know. Then it asks the issuer for
// its metadata, as an application does at its start, and prints each registration's address of the sign-in.
// Argument: the file. The environment has the variables that the file names.
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.autoconfigure.security.oauth2.client.OAuth2ClientProperties;
import org.springframework.boot.autoconfigure.security.oauth2.client.OAuth2ClientPropertiesMapper;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

public class Client {
  public static void main(String[] arguments) throws Exception {
    StandardEnvironment environment = new StandardEnvironment();
    for (PropertySource<?> source : new YamlPropertySourceLoader().load("snippet", new FileSystemResource(arguments[0])))
      environment.getPropertySources().addFirst(source);
    OAuth2ClientProperties properties = Binder.get(environment)
        .bind("spring.security.oauth2.client", Bindable.of(OAuth2ClientProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT)).get();
    properties.afterPropertiesSet();
    Map<String, ClientRegistration> all = new TreeMap<>(new OAuth2ClientPropertiesMapper(properties).asClientRegistrations());
    for (ClientRegistration each : all.values()) {
      if (!System.getenv("CLIENT_SECRET").equals(each.getClientSecret())) throw new IllegalStateException("the secret is not that of the environment");
      System.out.println(OAuth2AuthorizationRequest.authorizationCode()
          .authorizationUri(each.getProviderDetails().getAuthorizationUri()).clientId(each.getClientId())
          .redirectUri(each.getRedirectUri()).scopes(each.getScopes()).state("state").build().getAuthorizationRequestUri());
    }
  }
}
