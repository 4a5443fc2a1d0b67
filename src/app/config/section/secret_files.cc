// Warns of files and folders that hold a secret and that other users of this machine can read.
#include "app/config/section/section.h"

namespace sallyport::app::config {
namespace {

constexpr unsigned kOthers = 077;
constexpr unsigned kOthersRead = 044;

void warn(const Context& context, std::string_view key, const std::string& path, unsigned open, std::string_view mode) {
  if (path.empty() || !context.surroundings.permissions) return;
  const auto permissions = context.surroundings.permissions(path);
  if (!permissions || (*permissions & open) == 0) return;
  context.add(rule("secret_file_open"), key, "others on this machine can read `" + path + "`",
              "chmod " + std::string(mode) + " " + path);
}

}  // namespace

// The files of the client's credential are checked where they are read. A start refuses the gateway's own keys if other
// users can read them.
void check_secret_files(const Context& context, const gateway::Settings& settings) {
  warn(context, "server.tlsKeyFile", settings.server.tls_key_file, kOthersRead, "600");
  warn(context, "server.dataDir", settings.server.data_dir, kOthers, "700");
  // In a folder that is closed to others, the mode of a file does not matter.
  if (context.values.given("store.path")) warn(context, "store.path", settings.store.path, kOthersRead, "600");
}

}  // namespace sallyport::app::config
