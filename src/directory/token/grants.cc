#include "directory/token/grants.h"

#include <algorithm>
#include <array>

namespace sallyport::directory {
namespace {

constexpr std::array kGrants{
    GrantRow{"authorization_code", decide_authorization_code},
    GrantRow{"client_credentials", decide_client_credentials},
    GrantRow{"refresh_token", decide_refresh_token},
};

}  // namespace

const GrantRow* find_grant(std::string_view grant_type) {
  const auto row = std::ranges::find(kGrants, grant_type, &GrantRow::grant_type);
  return row == kGrants.end() ? nullptr : &*row;
}

}  // namespace sallyport::directory
