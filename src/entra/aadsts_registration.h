// Refusals that the administrator of the app registration can fix: redirect URIs, platforms, credentials, roles.
// `names` says what the placeholders {0}, {1} of a text stand for.
#pragma once

#include <array>

#include "entra/aadsts_words.h"

namespace sallyport::entra {

inline constexpr auto kRegistrationRefusals = std::to_array<Refusal>({
    {.code = 50011,
     .error = "invalid_request",
     .surface = Surface::page,
     .text = "The redirect URI '{0}' specified in the request does not match the redirect URIs configured for the "
             "application '{1}'. Make sure the redirect URI sent in the request matches one added to your application "
             "in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix "
             "this.",
     .names = "redirect URI, client id",
     .meaning = "The address that the sign-in should return to is not registered for this application.",
     .who = who::kAppAdmin,
     .where = where::kAuthentication,
     .todo =
         "Add the redirect URI there, exactly as it stands in the message: scheme, host, port, path and case. It is "
         "the gateway's public address followed by /callback; if the address is wrong, correct the public address in "
         "the gateway's configuration."},
    {.code = 50027,
     .error = "invalid_request",
     .surface = Surface::json,
     .text = "Invalid JWT token. {0}",
     .names = "what is wrong with the token",
     .meaning =
         "The token that the client proves itself with cannot be accepted: its form, its issuer, its audience or "
         "its times are wrong.",
     .who = who::kDeveloper,
     .where = where::kClientCode,
     .todo = "Sign a JWT whose header names the certificate (x5t#S256 or x5t), with the client id as iss and sub, the "
             "token endpoint as aud, a jti, and an exp a few minutes ahead."},
    {.code = 65005,
     .error = "invalid_resource",
     .surface = Surface::page,
     .text =
         "The application required resource access list does not contain applications discoverable by the resource.",
     .meaning = "The application asks for an API that its registration does not list.",
     .who = who::kAppAdmin,
     .where = where::kPermissions,
     .todo = "Add the permission there, or take the scope out of the request."},
    {.code = 70005,
     .error = "unsupported_response_type",
     .surface = Surface::redirect,
     .text = "The app returned an unsupported response type.",
     .meaning = "The response_type of the request is unknown or not enabled for this application.",
     .who = who::kAppAdmin,
     .where = where::kAuthentication,
     .todo = "Use response_type code, or tick \"ID tokens\" under Implicit grant and hybrid flows."},
    {.code = 500113,
     .error = "invalid_request",
     .surface = Surface::page,
     .text = "No reply address is registered for the application.",
     .meaning = "The application has no redirect URI, so there is nowhere to return to after the sign-in.",
     .who = who::kAppAdmin,
     .where = where::kAuthentication,
     .todo = "Add a platform (Web where the gateway has a secret, else Single-page application) with the gateway's "
             "public address followed by /callback as its redirect URI."},
    {.code = 650056,
     .error = "invalid_resource",
     .surface = Surface::page,
     .text = "Misconfigured application. This could be due to one of the following: the client has not listed any "
             "permissions for '{0}' in the requested permissions in the client's application registration. Or, the "
             "admin has not consented in the tenant. Or, check the application identifier in the request to ensure it "
             "matches the configured client application identifier. Or, check the certificate in the request to "
             "ensure it's valid. Please contact your admin to fix the configuration or consent on behalf of the "
             "tenant. Client app ID: {1}.",
     .names = "API, client id",
     .meaning = "The application's registration lists no permissions at all, and it asks for those that are listed.",
     .who = who::kAppAdmin,
     .where = where::kPermissions,
     .todo = "Add the permission there, or name the scopes in the request instead of \"/.default\"."},
    {.code = 650057,
     .error = "invalid_resource",
     .surface = Surface::json,
     .text = "Invalid resource. The client has requested access to a resource which is not listed in the requested "
             "permissions in the client's application registration. Client app ID: {0}({1}). Resource value from "
             "request: {2}. Resource app ID: {3}. List of valid resources from app registration: {4}.",
     .names = "client id, application's name, resource, resource's application id, list of resources",
     .meaning = "The application asks for an API that its registration does not list.",
     .who = who::kAppAdmin,
     .where = where::kPermissions,
     .todo = "Add the permission there, or take the scope out of the request."},
    {.code = 700027,
     .error = "invalid_client",
     .status = 401,
     .surface = Surface::json,
     .text = "Client assertion contains an invalid signature. [Reason - {0}, Thumbprint of key used by client: '{1}']",
     .names = "reason, thumbprint",
     .meaning = "The certificate that the client proves itself with is not registered for the application.",
     .who = who::kAppAdmin,
     .where = "App registrations > your app > Certificates & secrets > Certificates",
     .todo = "Upload the certificate whose thumbprint the message names, or configure the one that is registered."},
    {.code = 700051,
     .error = "unsupported_response_type",
     .surface = Surface::redirect,
     .text = "response_type 'token' is not enabled for the application.",
     .meaning = "The application may not receive access tokens from the sign-in page.",
     .who = who::kAppAdmin,
     .where = where::kAuthentication,
     .todo = "Tick \"Access tokens (used for implicit flows)\" there, or better: use response_type code."},
    {.code = 700054,
     .error = "unsupported_response_type",
     .surface = Surface::redirect,
     .text = "response_type 'id_token' is not enabled for the application.",
     .meaning = "The application may not receive ID tokens from the sign-in page.",
     .who = who::kAppAdmin,
     .where = where::kAuthentication,
     .todo = "Tick \"ID tokens (used for implicit and hybrid flows)\" there, or use the auth code flow "
             "with a client secret."},
    {.code = 700211,
     .error = "invalid_client",
     .status = 401,
     .surface = Surface::json,
     .text = "No matching federated identity record found for presented assertion issuer '{0}'. Please check your "
             "federated identity credential Subject, Audience and Issuer against the presented assertion.",
     .names = "issuer",
     .meaning = "The issuer of the workload's token is not trusted by the application.",
     .who = who::kAppAdmin,
     .where = "App registrations > your app > Certificates & secrets > Federated credentials",
     .todo = "Enter the issuer exactly as the message shows it, case included."},
    {.code = 700212,
     .error = "invalid_client",
     .status = 401,
     .surface = Surface::json,
     .text = "No matching federated identity record found for presented assertion audience '{0}'. Please check your "
             "federated identity credential Subject, Audience and Issuer against the presented assertion.",
     .names = "audience",
     .meaning = "The workload's token is meant for somebody else.",
     .who = who::kAppAdmin,
     .where = "App registrations > your app > Certificates & secrets > Federated credentials",
     .todo = "Make the audience equal on both sides; api://AzureADTokenExchange is the usual one."},
    {.code = 700213,
     .error = "invalid_client",
     .status = 401,
     .surface = Surface::json,
     .text = "No matching federated identity record found for presented assertion subject '{0}'. Please check your "
             "federated identity credential Subject, Audience and Issuer against the presented assertion.",
     .names = "subject",
     .meaning = "The workload is not the one that the application trusts.",
     .who = who::kAppAdmin,
     .where = "App registrations > your app > Certificates & secrets > Federated credentials",
     .todo = "Enter the subject exactly as the message shows it, case included."},
    {.code = 7002138,
     .error = "invalid_client",
     .status = 401,
     .surface = Surface::json,
     .text = "No matching federated identity record found for presented assertion subject '{0}'. The subject matches "
             "with case-insensitive comparison, but not with case-sensitive comparison. Please check your federated "
             "identity credential Subject, Audience and Issuer against the presented assertion.",
     .names = "subject",
     .meaning = "The application trusts a workload whose name differs from this one in capital letters alone.",
     .who = who::kAppAdmin,
     .where = "App registrations > your app > Certificates & secrets > Federated credentials",
     .todo = "Enter the subject exactly as the message shows it, case included."},
    {.code = 9002326,
     .error = "invalid_request",
     .surface = Surface::json,
     .text = "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request "
             "origin: '{0}'.",
     .names = "origin",
     .meaning = "A browser tried to redeem a code that was issued for a server (platform Web).",
     .who = who::kAppAdmin,
     .where = where::kAuthentication,
     .todo = "Move the redirect URI to the Single-page application platform, or let the server redeem the code."},
    {.code = 9002327,
     .error = "invalid_request",
     .surface = Surface::json,
     .text = "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin "
             "requests.",
     .meaning = "A server tried to redeem a code that was issued for a browser (platform Single-page application).",
     .who = who::kAppAdmin,
     .where = where::kAuthentication,
     .todo = "Move the redirect URI to the Web platform and give the gateway a client secret."},
});

}  // namespace sallyport::entra
