#include "directory/token/grants.h"

#include <algorithm>
#include <array>

namespace sallyport::directory {
namespace {

constexpr std::array kGrants{
    GrantRow{"authorization_code", decide_authorization_code},
    GrantRow{"client_credentials", decide_client_credentials},
    GrantRow{"device_code", decide_device_code},  // what MSAL for Node.js sends
    GrantRow{"password", decide_password, &Settings::password_grant},
    GrantRow{"refresh_token", decide_refresh_token},
    GrantRow{"urn:ietf:params:oauth:grant-type:device_code", decide_device_code},
    GrantRow{"urn:ietf:params:oauth:grant-type:jwt-bearer", decide_on_behalf_of},
};

}  // namespace

const GrantRow* find_grant(const Settings& settings, std::string_view grant_type) {
  const auto row = std::ranges::find(kGrants, grant_type, &GrantRow::grant_type);
  if (row == kGrants.end() || (row->only_if != nullptr && !(settings.*(row->only_if)))) return nullptr;
  return &*row;
}

}  // namespace sallyport::directory
