#include <array>
#include <fstream>
#include <iostream>

#include "app/commands/directory/changes.h"
#include "app/os/secret_file.h"
#include "crypto/system_random.h"
#include "directory/model/lookup.h"
#include "directory/transfer/export.h"
#include "directory/transfer/import.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kMostFile = std::size_t{256} << 20;  // bytes

struct ExportOptions {
  std::string tenant;
  std::string output;
  bool with_hashes = false;
};

Result<std::string> export_content(DirectoryFile& file, const ExportOptions& options) {
  SALLYPORT_TRY(auto tenants, file.store->tenants());
  if (!options.tenant.empty()) {
    SALLYPORT_TRY(auto tenant, directory::choose_tenant(*file.store, options.tenant));
    tenants = {std::move(tenant)};
  }
  SALLYPORT_TRY(const auto content, directory::export_directory(*file.store, tenants,
                                                                options.with_hashes ? directory::Hashes::included
                                                                                    : directory::Hashes::left_out));
  std::string text = json::print(content) + "\n";
  if (options.output.empty()) return text;
  crypto::SystemRandom random;
  SALLYPORT_CHECK(write_private_file(options.output, text, random));
  return std::string();
}

struct ImportOptions {
  std::string file;
  bool dry_run = false;
};

Result<json::Object> read_content(const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    return failure(Kind::rejected, "import_file", "", path + ": " + why);
  };
  std::ifstream file(path, std::ios::binary);
  std::string content;
  std::array<char, 65536> part;
  do {
    file.read(part.data(), part.size());
    content.append(part.data(), static_cast<std::size_t>(file.gcount()));
    if (content.size() > kMostFile) return refuse("it is longer than 256 MiB");
  } while (file);
  if (content.empty()) return refuse("it cannot be read, or is empty");
  auto parsed = json::parse_object(content, {.bytes = content.size()});
  if (!parsed) return refuse("it is no JSON object (" + std::string(parsed.error().reason) + "); write it with export");
  return parsed;
}

Result<std::string> import_content(DirectoryFile& file, const ImportOptions& options) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto content, read_content(options.file));
  const auto plan = directory::plan_import(*file.store, content, SystemClock().now(), random);
  if (!plan && plan.error().reason == "import_file")
    return failure(Kind::rejected, "import_file", "", options.file + ": " + plan.error().detail);
  if (!plan) return Failure(plan.error());
  if (!options.dry_run) SALLYPORT_CHECK(directory::carry_out(*file.store, *plan));
  std::string said;
  for (const std::string& line : directory::lines_of(*plan)) said += (options.dry_run ? "would " : "") + line + "\n";
  return said.empty() ? std::string("nothing to do\n") : said;
}

}  // namespace

void add_transfer_commands(const DirectoryChanges& directory) {
  const auto what = std::make_shared<ExportOptions>();
  const Command out = directory.list("export", "Print the content as JSON, in the shapes of Microsoft Graph",
                                     [what](DirectoryFile& file) { return export_content(file, *what); });
  out.add_option("--tenant", what->tenant, "Tenant: GUID or domain; all of them where left out");
  out.add_option("--output", what->output, "A file for its owner alone, in place of standard output");
  out.add_flag("--with-hashes", what->with_hashes,
               "Also the hashes of passwords and secrets: whoever has them can try passwords unhindered");
  const auto from = std::make_shared<ImportOptions>();
  const Command in = directory.first_list("import", "Add what a file of export holds; nothing is removed",
                                          [from](DirectoryFile& file) { return import_content(file, *from); });
  in.add_option("file", from->file, "The file that export printed").required().existing_file();
  in.add_flag("--dry-run", from->dry_run, "Say what would be done, and change nothing");
}

}  // namespace sallyport::app
