// One request as the endpoints see it, and the answers that all of them give. An Exchange belongs to one request and is
// used by one thread at a time. Settings, randomness and the log must outlive it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "directory/call/published.h"
#include "directory/call/refused.h"
#include "directory/call/settings.h"
#include "entra/sign_in_log.h"
#include "http/form.h"
#include "http/message.h"
#include "http/path_template.h"

namespace sallyport::directory {

enum class Audience { one_tenant, common, organizations, consumers };

// The two generations of Entra's endpoints, which read and answer requests differently. The path decides.
enum class Protocol { v1, v2 };

struct Exchange {
  const Settings& settings;
  Random& random;
  Log& log;

  http::Request request;                     // owns its text, unless the event loop answers it
  Result<http::Form> posted = http::Form();  // the body as body_form() reads it
  std::string path;                          // canonical
  http::Parameters parameters;               // from the row's path; views into `path`
  std::string origin;                        // the directory's own, as the client addressed it
  std::shared_ptr<const Snapshot> published;
  Audience audience = Audience::one_tenant;
  Protocol protocol = Protocol::v2;
  entra::Tenant tenant;     // set only if the audience is one tenant
  std::string tenant_name;  // the tenant as the path spells it
  UnixTime now;
  std::string trace_id;        // x-ms-request-id
  std::string correlation_id;  // the request's client-request-id, or else a random one

  // What the endpoint found out about an attempt to sign in; the handler appends it to the sign-in log after the answer
  // is made, unless its endpoint is still empty. Null: nobody logs this request.
  std::shared_ptr<entra::SignInAttempt> attempt = {};
};

// "/{tenant}", as the request spells the tenant.
std::string authority_path(const Exchange& exchange);

// The issuer of v2 tokens of a tenant: "{origin}/{tid}/v2.0", or that of the cloud whose host the request names.
std::string issuer_of(const Exchange& exchange, const TenantId& tenant);

// The tenant in the issuer that the discovery document of the request's audience names. It is "{tenantid}" for common
// and organizations, unless the switch concrete_common_issuer is on.
TenantId issuer_tenant(const Exchange& exchange);

// The full text of a refusal: "AADSTS50011: … Trace ID: … Correlation ID: … Timestamp: …".
std::string describe(const Exchange& exchange, const Refused& refused);

// The same text for a page, in lines: the text without its code, the trace id, the correlation id and the time.
std::vector<std::string> describe_in_lines(const Exchange& exchange, const Refused& refused);

// Entra's error body, with its HTTP status. Source: docs/entra.md, Errors.
http::Response json_refusal(const Exchange& exchange, const Refused& refused);

// The refusal of a request whose path names no tenant: 90013 if the name has characters that no GUID and no domain has,
// as the placeholder "{tenant}" does, else 90002.
Refused unknown_tenant_refusal(const Exchange& exchange);

// A 404 with the same body, for an unknown address below the OAuth endpoints.
http::Response json_nowhere(const Exchange& exchange);

// The fields of an error that is sent to a redirect URI, without `state`.
http::Form redirect_refusal(const Exchange& exchange, const Refused& refused);

http::Response json_answer(int status, const json::Object& body);

// Logs which endpoint refused a request, and why, and notes it for the sign-in log.
void log_refusal(const Exchange& exchange, std::string_view endpoint, const Refused& refused);

// What an attempt to sign in or to get a token was about, if it succeeded.
struct Success {
  std::string_view endpoint;          // "authorize", "token"
  const entra::User* user = nullptr;  // null: an application got a token for itself
  const entra::AppRegistration* client = nullptr;
  const entra::AppRegistration* resource = nullptr;  // the API; null: no token was asked for
};
void note_success(const Exchange& exchange, const Success& success);

// The body as a form; empty if its Content-Type is not that of a form. Errors: those of Form.
Result<http::Form> body_form(const http::Request& request);

}  // namespace sallyport::directory
