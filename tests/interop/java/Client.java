// Runs MSAL for Java and the Nimbus OpenID Connect SDK against a directory. Reads one request as JSON from each line of
// standard input, and answers each with a line of JSON: what the library returned, or how it refused. The Java virtual
// machine trusts the directory's authority (javax.net.ssl.trustStore).
import com.microsoft.aad.msal4j.*;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.*;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.*;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.*;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.*;
import java.util.concurrent.ExecutionException;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONValue;

public class Client {
  interface Operation {
    Map<String, Object> run(JSONObject told) throws Exception;
  }

  // What was begun and goes on in a later request.
  static ConfidentialClientApplication signedIn;
  static CodeVerifier verifier;
  static Nonce nonce;

  static String text(JSONObject told, String name) {
    return told.getAsString(name);
  }

  static Set<String> scopes(JSONObject told) {
    Set<String> all = new LinkedHashSet<>();
    for (Object scope : (List<?>) told.get("scopes")) all.add((String) scope);
    return all;
  }

  static IClientCredential credential(JSONObject told) throws Exception {
    if (told.get("certificate") == null) return ClientCredentialFactory.createFromSecret(text(told, "secret"));
    byte[] der = Base64.getMimeDecoder().decode(text(told, "privateKey").replaceAll("-----[^-]*-----", ""));
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    InputStream pem = new ByteArrayInputStream(text(told, "certificate").getBytes(StandardCharsets.US_ASCII));
    X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    return ClientCredentialFactory.createFromCertificate(key, certificate);
  }

  static ConfidentialClientApplication confidential(JSONObject told) throws Exception {
    return ConfidentialClientApplication.builder(text(told, "clientId"), credential(told))
        .authority(text(told, "authority"))
        .instanceDiscovery(false)
        .build();
  }

  static PublicClientApplication publicClient(JSONObject told) throws Exception {
    return PublicClientApplication.builder(text(told, "clientId"))
        .authority(text(told, "authority"))
        .instanceDiscovery(false)
        .build();
  }

  static Map<String, Object> answer(IAuthenticationResult result) {
    Map<String, Object> said = new HashMap<>();
    said.put("access_token", result.accessToken());
    said.put("id_token", result.idToken());
    if (result.account() != null) said.put("account", result.account().homeAccountId());
    if (result.account() != null) said.put("username", result.account().username());
    return said;
  }

  static Map<String, Object> byClient(JSONObject told) throws Exception {
    return answer(confidential(told).acquireToken(ClientCredentialParameters.builder(scopes(told)).build()).get());
  }

  static Map<String, Object> beginCode(JSONObject told) throws Exception {
    verifier = new CodeVerifier();
    AuthorizationRequestUrlParameters asked =
        AuthorizationRequestUrlParameters.builder(text(told, "redirectUri"), scopes(told))
            .codeChallenge(com.nimbusds.oauth2.sdk.pkce.CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue())
            .codeChallengeMethod("S256")
            .responseMode(com.microsoft.aad.msal4j.ResponseMode.QUERY)
            .build();
    return Map.of("url", confidential(told).getAuthorizationRequestUrl(asked).toString());
  }

  static Map<String, Object> byCode(JSONObject told) throws Exception {
    ConfidentialClientApplication app = confidential(told);
    String proof = told.get("verifier") == null ? verifier.getValue() : text(told, "verifier");
    IAuthenticationResult result = app.acquireToken(
        AuthorizationCodeParameters.builder(text(told, "code"), URI.create(text(told, "redirectUri")))
            .scopes(scopes(told)).codeVerifier(proof).build()).get();
    signedIn = app;
    return answer(result);
  }

  // MSAL for Java forgets the port of the authority when it renews silently, so the token of its cache is redeemed.
  static Map<String, Object> renew(JSONObject told) throws Exception {
    JSONObject cache = (JSONObject) JSONValue.parse(signedIn.tokenCache().serialize());
    JSONObject first = (JSONObject) ((JSONObject) cache.get("RefreshToken")).values().iterator().next();
    return answer(signedIn.acquireToken(RefreshTokenParameters.builder(scopes(told), text(first, "secret")).build()).get());
  }

  // Prints the user code first, and then waits until somebody has signed in.
  static Map<String, Object> byDevice(JSONObject told) throws Exception {
    DeviceCodeFlowParameters asked = DeviceCodeFlowParameters
        .builder(scopes(told), code -> say(told, Map.of("user_code", code.userCode(), "verification_uri", code.verificationUri()))).build();
    return answer(publicClient(told).acquireToken(asked).get());
  }

  static Map<String, Object> byPassword(JSONObject told) throws Exception {
    return answer(publicClient(told).acquireToken(UserNamePasswordParameters
        .builder(scopes(told), text(told, "person"), text(told, "password").toCharArray()).build()).get());
  }

  static Map<String, Object> onBehalfOf(JSONObject told) throws Exception {
    return answer(confidential(told).acquireToken(
        OnBehalfOfParameters.builder(scopes(told), new UserAssertion(text(told, "assertion"))).build()).get());
  }

  static Map<String, Object> managedIdentity(JSONObject told) throws Exception {
    ManagedIdentityApplication app = ManagedIdentityApplication.builder(ManagedIdentityId.systemAssigned()).build();
    return answer(app.acquireTokenForManagedIdentity(ManagedIdentityParameters.builder(text(told, "resource")).build()).get());
  }

  static Map<String, Object> beginNimbus(JSONObject told) throws Exception {
    OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(new Issuer(text(told, "authority") + "/v2.0"));
    verifier = new CodeVerifier();
    nonce = new Nonce();
    AuthenticationRequest asked = new AuthenticationRequest.Builder(ResponseType.CODE, Scope.parse(scopes(told)),
        new ClientID(text(told, "clientId")), URI.create(text(told, "redirectUri")))
        .endpointURI(metadata.getAuthorizationEndpointURI()).state(new State("the-state")).nonce(nonce)
        .codeChallenge(verifier, CodeChallengeMethod.S256).build();
    return Map.of("url", asked.toURI().toString());
  }

  static Map<String, Object> byNimbus(JSONObject told) throws Exception {
    OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(new Issuer(text(told, "authority") + "/v2.0"));
    AuthenticationResponse back = AuthenticationResponseParser.parse(URI.create(text(told, "answer")));
    if (!back.indicatesSuccess()) return refused(back.toErrorResponse().getErrorObject());
    ClientID client = new ClientID(text(told, "clientId"));
    TokenRequest asked = new TokenRequest.Builder(metadata.getTokenEndpointURI(),
        new ClientSecretBasic(client, new Secret(text(told, "secret"))),
        new AuthorizationCodeGrant(back.toSuccessResponse().getAuthorizationCode(), URI.create(text(told, "redirectUri")), verifier)).build();
    TokenResponse tokens = OIDCTokenResponseParser.parse(asked.toHTTPRequest().send());
    if (!tokens.indicatesSuccess()) return refused(tokens.toErrorResponse().getErrorObject());
    IDTokenValidator validator = new IDTokenValidator(metadata.getIssuer(), client, JWSAlgorithm.RS256, metadata.getJWKSetURI().toURL());
    var claims = validator.validate(((OIDCTokenResponse) tokens).getOIDCTokens().getIDToken(), nonce);
    return Map.of("sub", claims.getSubject().getValue(), "oid", claims.getStringClaim("oid"), "state", back.getState().getValue());
  }

  static Map<String, Object> refused(ErrorObject error) {
    return Map.of("error", error.getCode(), "error_description", String.valueOf(error.getDescription()), "status", error.getHTTPStatusCode());
  }

  static Map<String, Object> refused(Throwable error) {
    Map<String, Object> said = new HashMap<>();
    said.put("error", error.getClass().getSimpleName());
    said.put("error_description", error.getMessage() + (error instanceof RuntimeException ? " at " + error.getStackTrace()[0] + error.getStackTrace()[1] : ""));
    if (error instanceof MsalException) said.put("error", String.valueOf(((MsalException) error).errorCode()));
    if (error instanceof MsalServiceException) said.put("status", ((MsalServiceException) error).statusCode());
    return said;
  }

  static synchronized void say(JSONObject told, Map<String, Object> said) {
    JSONObject line = new JSONObject(said);
    line.put("id", told.get("id"));
    System.out.println(line.toJSONString());
    System.out.flush();
  }

  static final Map<String, Operation> OPERATIONS = Map.of(
      "by_client", Client::byClient, "begin_code", Client::beginCode, "by_code", Client::byCode, "silently", Client::renew,
      "by_device", Client::byDevice, "by_password", Client::byPassword, "on_behalf_of", Client::onBehalfOf,
      "managed_identity", Client::managedIdentity, "begin_nimbus", Client::beginNimbus, "by_nimbus", Client::byNimbus);

  public static void main(String[] words) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JSONObject told = (JSONObject) JSONValue.parse(line);
      try {
        say(told, OPERATIONS.get(text(told, "op")).run(told));
      } catch (ExecutionException error) {
        say(told, refused(error.getCause()));
      } catch (Exception error) {
        say(told, refused(error));
      }
    }
  }
}
