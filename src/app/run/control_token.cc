#include "app/run/control_token.h"

#include "app/config/section/surroundings.h"
#include "base/text.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kLeastToken = 16;

}  // namespace

Result<Secret> read_control_token(const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    return failure(Kind::rejected, "control_token_file", "", path + ": " + why);
  };
  const auto file = config::process_surroundings().read_file(path);
  if (!file) return refuse("cannot be read: " + file.error().detail);
  if (file->readable_by_others) return refuse("others may read it; write chmod 600 " + path);
  std::string_view line = std::string_view(file->text).substr(0, file->text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::string_view token = trim(line);
  if (token.size() < kLeastToken || has_control(token) || token.find(' ') != std::string_view::npos)
    return refuse("its first line must be a token of 16 characters or more, without spaces");
  return Secret(std::string(token));
}

}  // namespace sallyport::app
