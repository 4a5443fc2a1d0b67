// What the name that a client calls the directory by changes. The directory may answer as the sign-in host of a cloud
// of Entra ID, as a host of External ID, or as Microsoft Graph; issuers and addresses are then the cloud's. Under any
// other name it stands in for every cloud. All functions are pure. Source: docs/entra.md, Clouds and authorities.
#pragma once

#include <string>
#include <string_view>

#include "directory/call/exchange.h"
#include "entra/cloud.h"

namespace sallyport::directory {

// The cloud whose sign-in host or Microsoft Graph host the request names. Null for a name of no cloud.
const entra::Cloud* cloud_of(const Exchange& exchange);

// The origin of Microsoft Graph, which metadata names. It is the cloud's only if the operator named that host as the
// directory's, because clients send tokens there; else it is the origin of the request.
std::string graph_origin(const Exchange& exchange);

// The address that names Microsoft Graph as an API at this host: "https://graph.microsoft.com", or that of the cloud.
std::string graph_address(const Exchange& exchange);

// cloud_instance_name in metadata and keys: "microsoftonline.us"; the host of the request if it is of no cloud.
std::string instance_name(const Exchange& exchange);

// Whether the issuer is that of the directory's v1.0 tokens for this tenant, as a client gets them that signs in at
// this host, or at a host whose Microsoft Graph this host is.
bool is_v1_issuer(const Exchange& exchange, std::string_view issuer, std::string_view tenant);

// Whether the issuer is that of the directory's tokens, v1.0 or v2.0, of some tenant at this host.
bool is_own_issuer(const Exchange& exchange, std::string_view issuer);

// Whether the host of the request serves the tenant. A host of External ID belongs to one tenant, which it names by the
// GUID or by the first label of an ".onmicrosoft.com" domain; every other host serves all.
bool serves(const Exchange& exchange, const entra::Tenant& tenant);

// Whether the host of the request has the tenants common, organizations and consumers. External ID has not.
bool serves_shared_tenants(const Exchange& exchange);

}  // namespace sallyport::directory
