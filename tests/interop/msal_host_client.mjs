// Runs in a network of its own, where the directory's names are this machine. Starts the directory on port 443 and uses
// @azure/msal-node as against the real service. Prints a JSON object with the results.
import { ConfidentialClientApplication } from '@azure/msal-node';
import { Process } from '../support.mjs';

const told = JSON.parse(process.argv[3]);
const server = new Process(told.binary, told.flags);
await server.saying(/Ready/);
const { authority, knownAuthorities, clientId, secret } = told;
const client = new ConfidentialClientApplication({ auth: { authority, knownAuthorities, clientId, clientSecret: secret } });
const token = await client.acquireTokenByClientCredential({ scopes: [`${told.clientId}/.default`] });
const url = await client.getAuthCodeUrl({ scopes: ['openid'], redirectUri: 'http://localhost/callback' });
await server.stop();
console.log(JSON.stringify({ claims: JSON.parse(Buffer.from(token.accessToken.split('.')[1], 'base64url')), url }));
