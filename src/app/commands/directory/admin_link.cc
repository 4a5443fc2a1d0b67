#include "directory/model/admin_link.h"

#include "app/commands/directory/changes.h"
#include "app/os/json_log.h"
#include "crypto/system_random.h"
#include "directory/model/lookup.h"
#include "directory/setup/setup.h"

namespace sallyport::app {
namespace {

Result<json::Object> make_link(DirectoryFile& file, const std::string& address, const std::string& tenant_name) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, tenant_name));
  SALLYPORT_TRY(const auto made,
                directory::make_admin_link(*file.store, tenant.id, entra::AdminLinkFor::another_administrator,
                                           SystemClock().now(), random));
  JsonLog log;
  log.write(Level::audit, "directory_admin_link_made",
            {{"tenant", tenant.id.value}, {"expires", print_rfc3339(made.expires)}, {"by", "command"}});
  return json::Object{{"tenant", tenant.id.value},
                      {"expires", print_rfc3339(made.expires)},
                      {"link", directory::setup_address(address, made.link)}};
}

}  // namespace

void add_admin_link_command(const DirectoryChanges& directory) {
  const auto tenant = std::make_shared<std::string>();
  const auto settings = directory.settings();
  directory
      .change("admin-link", "Print a one-time link, good for an hour, with which a Global Administrator is made",
              [settings, tenant](DirectoryFile& file) { return make_link(file, known_address(*settings), *tenant); })
      .add_option("--tenant", *tenant, kWhichTenant);
}

}  // namespace sallyport::app
