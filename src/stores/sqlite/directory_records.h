// The directory's values as JSON texts and back. Reader and writer of each stand side by side in the .cc.
// Errors of each parse: unavailable/"sqlite_value": the row is not what we write.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "entra/registration.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::stores {

std::string print_record(const entra::Tenant& tenant);
std::string print_record(const entra::User& user);
std::string print_record(const entra::AppRegistration& app);
std::string print_record(const oidc::op::AuthorizationCode& code);
std::string print_record(const oidc::op::RefreshToken& token);
std::string print_record(const oidc::op::SignIn& sign_in);  // without its clients
std::string print_record(const oidc::op::KeySet& keys);

template <class T>
Result<T> parse_record(std::string_view text);

template <>
Result<entra::Tenant> parse_record(std::string_view text);
template <>
Result<entra::User> parse_record(std::string_view text);
template <>
Result<entra::AppRegistration> parse_record(std::string_view text);
template <>
Result<oidc::op::AuthorizationCode> parse_record(std::string_view text);
template <>
Result<oidc::op::RefreshToken> parse_record(std::string_view text);
template <>
Result<oidc::op::SignIn> parse_record(std::string_view text);
template <>
Result<oidc::op::KeySet> parse_record(std::string_view text);

}  // namespace sallyport::stores
