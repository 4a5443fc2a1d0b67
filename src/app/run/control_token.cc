#include "app/run/control_token.h"

#include <sys/stat.h>

#include <fstream>

#include "base/text.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kLeastToken = 16;

}  // namespace

Result<Secret> read_control_token(const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    return failure(Kind::rejected, "control_token_file", "", path + ": " + why);
  };
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return refuse("cannot be read");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) return refuse("others may read it; write chmod 600 " + path);
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  if (line.ends_with('\r')) line.pop_back();
  const std::string_view token = trim(line);
  if (token.size() < kLeastToken || has_control(token) || token.find(' ') != std::string_view::npos)
    return refuse("its first line must be a token of 16 characters or more, without spaces");
  return Secret(std::string(token));
}

}  // namespace sallyport::app
