// One request on its way through the directory: what every endpoint needs to know of it, and the answers that all
// share.
#pragma once

#include <memory>
#include <string>

#include "directory/refused.h"
#include "directory/services.h"
#include "http/form.h"

namespace sallyport::directory {

enum class Audience { one_tenant, common, organizations, consumers };

struct Exchange {
  const Services& services;
  http::Request request;  // owned
  std::string path;       // canonical
  std::string origin;     // ours, as this request reached it
  std::shared_ptr<const Snapshot> published;
  Audience audience = Audience::one_tenant;
  entra::Tenant tenant;     // meaningless for the other audiences
  std::string tenant_name;  // the path's own word for it
  UnixTime now;
  std::string trace_id;        // x-ms-request-id
  std::string correlation_id;  // the client's client-request-id, or one of ours
};

// The issuer of v2 tokens of a tenant: "{origin}/{tid}/v2.0".
std::string issuer_of(const Exchange& exchange, const TenantId& tenant);

// What the refusal says in full: "AADSTS50011: … Trace ID: … Correlation ID: … Timestamp: …".
std::string describe(const Exchange& exchange, const Refused& refused);

// Entra's error body, with the status that goes with it. Source: entra.md 6.1.
http::Response json_refusal(const Exchange& exchange, const Refused& refused);

// The fields of an error that travels to a redirect URI, without state.
http::Form redirect_refusal(const Exchange& exchange, const Refused& refused);

http::Response json_answer(int status, const json::Value& body);

// One line for the log: which endpoint refused whom and why.
void log_refusal(const Exchange& exchange, std::string_view endpoint, const Refused& refused);

// The body as a form, where it says that it is one; an empty form otherwise. Errors: those of Form.
Result<http::Form> body_form(const http::Request& request);

}  // namespace sallyport::directory
