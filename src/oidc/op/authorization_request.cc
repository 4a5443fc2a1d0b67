#include "oidc/op/authorization_request.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::oidc::op {
namespace {

std::string text_of(const http::Form& parameters, std::string_view name) {
  const auto value = parameters.one(name);  // cannot fail, because parse() has refused duplicates
  return value && *value ? **value : std::string();
}

std::vector<std::string> words_of(const http::Form& parameters, std::string_view name) {
  const std::string text = text_of(parameters, name);
  std::vector<std::string> words;
  for (const std::string_view word : split_words(text)) words.emplace_back(word);
  return words;
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

Result<AuthorizationRequest> AuthorizationRequest::parse(const http::Form& parameters) {
  if (parameters.has_duplicate()) return failure(Kind::malformed, "form_duplicate", "RFC 6749 3.1");
  AuthorizationRequest request;
  request.client_id = text_of(parameters, "client_id");
  request.redirect_uri = text_of(parameters, "redirect_uri");
  request.response_types = words_of(parameters, "response_type");
  std::ranges::sort(request.response_types);
  request.response_mode = text_of(parameters, "response_mode");
  request.scopes = words_of(parameters, "scope");
  request.state = text_of(parameters, "state");
  request.nonce = text_of(parameters, "nonce");
  request.prompts = words_of(parameters, "prompt");
  request.login_hint = text_of(parameters, "login_hint");
  request.domain_hint = text_of(parameters, "domain_hint");
  request.sid = text_of(parameters, "sid");
  request.max_age = text_of(parameters, "max_age");
  request.code_challenge = text_of(parameters, "code_challenge");
  request.code_challenge_method = text_of(parameters, "code_challenge_method");
  request.resource = text_of(parameters, "resource");
  request.claims = text_of(parameters, "claims");
  request.client_info = text_of(parameters, "client_info") == "1";
  request.has_request_object = !text_of(parameters, "request").empty() || !text_of(parameters, "request_uri").empty();
  return request;
}

bool AuthorizationRequest::asks_for(std::string_view response_type) const {
  return contains(response_types, response_type);
}
bool AuthorizationRequest::has_scope(std::string_view scope) const {
  return contains(scopes, scope);
}
bool AuthorizationRequest::has_prompt(std::string_view prompt) const {
  return contains(prompts, prompt);
}

}  // namespace sallyport::oidc::op
