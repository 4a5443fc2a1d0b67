// Code for Microsoft's libraries and two frameworks.
import { authority, isLocal, issuer, kSecret, kSecretWords, type Snippet, type SnippetInput } from './input.ts';

const scope = (input: SnippetInput) => input.apiScope ?? 'User.Read';
const host = (input: SnippetInput) => new URL(input.origin).host;
const kTrust = 'The library accepts https alone. `sallyport ca install` makes this machine trust the directory.';

const msalBrowser = (input: SnippetInput) => `import { PublicClientApplication } from '@azure/msal-browser';

const msal = new PublicClientApplication({
  auth: {
    clientId: '${input.clientId}',
    authority: '${authority(input)}',${isLocal(input) ? `\n    knownAuthorities: ['${host(input)}'],` : ''}
    redirectUri: '${input.redirectUri}',
  },
});
await msal.initialize();
const answer = await msal.handleRedirectPromise();
if (!answer) await msal.loginRedirect({ scopes: ['${scope(input)}'] });
`;

const msalNode = (input: SnippetInput) => `import { ConfidentialClientApplication } from '@azure/msal-node';

const msal = new ConfidentialClientApplication({
  auth: {
    clientId: '${input.clientId}',
    authority: '${authority(input)}',${isLocal(input) ? `\n    knownAuthorities: ['${host(input)}'],` : ''}
    clientSecret: process.env.CLIENT_SECRET, // ${kSecretWords}
  },
});
const address = await msal.getAuthCodeUrl({ scopes: ['${scope(input)}'], redirectUri: '${input.redirectUri}' });
console.log(address);
// After the redirect: await msal.acquireTokenByCode({ code, scopes: ['${scope(input)}'], redirectUri: '${input.redirectUri}' });
`;

function msalPython(input: SnippetInput): string {
  const local = isLocal(input) ? '\n    instance_discovery=False,' : '';
  if (input.platform === 'publicClient')
    return `import msal

app = msal.PublicClientApplication(
    "${input.clientId}",
    authority="${authority(input)}",${local}
)
result = app.acquire_token_interactive(scopes=["${scope(input)}"])
print(result.get("id_token_claims") or result["error_description"])
`;
  return `import os

import msal

app = msal.ConfidentialClientApplication(
    "${input.clientId}",
    client_credential=os.environ["CLIENT_SECRET"],  # ${kSecretWords}
    authority="${authority(input)}",${local}
)
flow = app.initiate_auth_code_flow(scopes=["${scope(input)}"], redirect_uri="${input.redirectUri}")
print(flow["auth_uri"])
# After the redirect: app.acquire_token_by_auth_code_flow(flow, query_parameters)
`;
}

const msalJava = (input: SnippetInput) => `import com.microsoft.aad.msal4j.*;
import java.util.Set;

public class App {
    public static void main(String[] arguments) throws Exception {
        // ${kSecretWords}
        var secret = ClientCredentialFactory.createFromSecret(System.getenv("CLIENT_SECRET"));
        var app = ConfidentialClientApplication.builder("${input.clientId}", secret)
            .authority("${authority(input)}/")${isLocal(input) ? '\n            .instanceDiscovery(false)' : ''}
            .build();
        var parameters = AuthorizationRequestUrlParameters
            .builder("${input.redirectUri}", Set.of("${scope(input)}"))
            .build();
        System.out.println(app.getAuthorizationRequestUrl(parameters));
        // After the redirect:
        // app.acquireToken(AuthorizationCodeParameters.builder(code, new URI("${input.redirectUri}")).build())
    }
}
`;

const msalGo = (input: SnippetInput) => `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential"
)

func main() {
	// ${kSecretWords}
	secret, err := confidential.NewCredFromSecret(os.Getenv("CLIENT_SECRET"))
	if err != nil {
		panic(err)
	}
	app, err := confidential.New("${authority(input)}", "${input.clientId}", secret${isLocal(input) ? ',\n\t\tconfidential.WithInstanceDiscovery(false)' : ''})
	if err != nil {
		panic(err)
	}
	address, err := app.AuthCodeURL(context.Background(), "${input.clientId}", "${input.redirectUri}", []string{"${scope(input)}"})
	if err != nil {
		panic(err)
	}
	fmt.Println(address)
}
`;

const msalDotnet = (input: SnippetInput) => `using Microsoft.Identity.Client;

var app = ConfidentialClientApplicationBuilder
    .Create("${input.clientId}")
    .WithClientSecret(Environment.GetEnvironmentVariable("CLIENT_SECRET")) // ${kSecretWords}
    .${isLocal(input) ? `WithOidcAuthority("${issuer(input)}")` : `WithAuthority("${authority(input)}")`}
    .WithRedirectUri("${input.redirectUri}")
    .Build();
var address = await app.GetAuthorizationRequestUrl(new[] { "${scope(input)}" }).ExecuteAsync();
Console.WriteLine(address);
// After the redirect: await app.AcquireTokenByAuthorizationCode(new[] { "${scope(input)}" }, code).ExecuteAsync();
`;

const spring = (input: SnippetInput) => `# Register the redirect URI {baseUrl}/login/oauth2/code/entra.
spring:
  security:
    oauth2:
      client:
        registration:
          entra:
            client-id: ${input.clientId}
            client-secret: \${CLIENT_SECRET}   # ${kSecretWords}
            scope: ${input.scopes.replaceAll(' ', ',')}
            redirect-uri: "${input.redirectUri}"
        provider:
          entra:
            issuer-uri: ${issuer(input)}
            user-name-attribute: preferred_username
`;

const nextAuth = (input: SnippetInput) => `// auth.ts. Register the redirect URI {origin}/api/auth/callback/microsoft-entra-id.
import NextAuth from 'next-auth';
import MicrosoftEntraID from 'next-auth/providers/microsoft-entra-id';

export const { handlers, auth, signIn, signOut } = NextAuth({
  providers: [
    MicrosoftEntraID({
      clientId: '${input.clientId}',
      clientSecret: process.env.CLIENT_SECRET, // ${kSecretWords}
      issuer: '${issuer(input)}',
      // Without this, the provider takes the person's photo from graph.microsoft.com.
      profile: ({ sub, name, email }) => ({ id: sub, name, email }),
    }),
  ],
});
// .env.local: CLIENT_SECRET=${kSecret}
`;

export const kLibrarySnippets: readonly Snippet[] = [
  { id: 'msal-browser', title: 'MSAL for JavaScript: browser', file: 'main.js', platforms: ['spa'], settings: true, note: kTrust, print: msalBrowser },
  { id: 'msal-node', title: 'MSAL for JavaScript: Node.js', file: 'server.mjs', platforms: ['web'], note: `${kTrust} Node.js also needs NODE_EXTRA_CA_CERTS.`, print: msalNode },
  { id: 'msal-python', title: 'MSAL for Python', file: 'app.py', platforms: ['web', 'publicClient'], note: `${kTrust} Python reads REQUESTS_CA_BUNDLE.`, print: msalPython },
  { id: 'msal-java', title: 'MSAL for Java', file: 'App.java', platforms: ['web'], note: kTrust, print: msalJava },
  { id: 'msal-go', title: 'MSAL for Go', file: 'main.go', platforms: ['web'], note: kTrust, print: msalGo },
  { id: 'msal-dotnet', title: 'MSAL for .NET', file: 'Program.cs', platforms: ['web'], note: kTrust, print: msalDotnet },
  { id: 'spring', title: 'Spring Security', file: 'application.yaml', platforms: ['web'], settings: true, print: spring },
  { id: 'next-auth', title: 'NextAuth (Auth.js)', file: 'auth.ts', platforms: ['web'], print: nextAuth },
];
