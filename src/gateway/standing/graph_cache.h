// Keeps what Microsoft Graph answered in the last minutes, and our tokens for Graph.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"

namespace sallyport::gateway {

// Without this cache, a bearer token with overage would ask Graph every minute. The look-ups return nothing that has
// expired at `now`. `holder` is our client id, ' ' and the token endpoint, so that a reload with another client does
// not go on with the token of the old one. `person` is the tenant id, '/' and the subject. Any thread may call any
// function.
class GraphCache {
 public:
  std::optional<Secret> token(const std::string& holder, UnixTime now);
  void put_token(const std::string& holder, Secret token, UnixTime until);
  std::optional<std::vector<std::string>> groups(const std::string& person, UnixTime now);
  void put_groups(const std::string& person, std::vector<std::string> groups, UnixTime until);
  void clear();

 private:
  struct Token {
    Secret value;
    UnixTime until;
  };
  struct Groups {
    std::vector<std::string> ids;
    UnixTime until;
  };
  std::mutex mutex_;
  std::map<std::string, Token> tokens_;
  std::map<std::string, Groups> groups_;
};

}  // namespace sallyport::gateway
