#include "app/os/trust_stores.h"

#include <fcntl.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace sallyport::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFileName = "sallyport-local-directory";
constexpr const char* kNickname = "Sallyport local directory";  // in the browsers' stores

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// Runs a program from PATH without a shell, in silence, and waits for it. Returns its exit code, or -1 if it cannot
// run.
int run(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  ::posix_spawn_file_actions_init(&quiet);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_RDWR, 0);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, arguments.front(), &quiet, nullptr, arguments.data(), ::environ);
  ::posix_spawn_file_actions_destroy(&quiet);
  int status = 0;
  if (failed != 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

std::string printed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += text.empty() ? "" : " ";
    text += word.find(' ') == std::string::npos ? word : '"' + word + '"';
  }
  return text;
}

// A store that a folder of certificates and a program make up.
struct SystemStore {
  const char* folder;
  const char* update;
};
constexpr SystemStore kSystemStores[] = {
    {"/usr/local/share/ca-certificates", "update-ca-certificates"},  // Debian and its kin
    {"/etc/pki/ca-trust/source/anchors", "update-ca-trust"},         // Fedora and its kin
};

fs::path authority_in(const Machine& machine, const SystemStore& store) {
  return machine.root + store.folder + "/" + std::string(kFileName) + ".crt";
}

const SystemStore* system_store(const Machine& machine) {
  const auto* const found = std::ranges::find_if(
      kSystemStores, [&](const SystemStore& store) { return is_there(machine.root + store.folder); });
  return found == std::end(kSystemStores) ? nullptr : found;
}

TrustReport change_system(const Machine& machine, const std::string& ca_file) {
  const bool install = !ca_file.empty();
  TrustReport report{"the system", TrustOutcome::done, {}};
  const SystemStore* const store = system_store(machine);
  if (store == nullptr) return {report.store, TrustOutcome::absent, "no store of Debian's or Fedora's kind"};
  const fs::path file = authority_in(machine, *store);
  if (!install && !is_there(file)) return report;
  if (!machine.is_root) return {report.store, TrustOutcome::needs_root, {}};
  std::error_code error;
  if (install) {
    fs::copy_file(ca_file, file, fs::copy_options::overwrite_existing, error);
    if (!error) fs::permissions(file, fs::perms(0644), error);
  } else {
    fs::remove(file, error);
  }
  if (error) return {report.store, TrustOutcome::failed, file.string() + ": " + error.message()};
  if (run({store->update}) != 0) return {report.store, TrustOutcome::failed, std::string(store->update) + " failed"};
  return report;
}

// The folders with a store in NSS's format: that of Chromium and Chrome, and each profile of Firefox.
std::vector<fs::path> browser_stores(const Machine& machine) {
  const fs::path home = machine.home;
  std::vector<fs::path> stores{home / ".pki/nssdb"};
  for (const char* const name : {"snap/chromium/current/.pki/nssdb"})
    if (is_there(home / name)) stores.push_back(home / name);
  for (const char* const name :
       {".mozilla/firefox", "snap/firefox/common/.mozilla/firefox", ".var/app/org.mozilla.firefox/.mozilla/firefox"}) {
    std::error_code ignored;
    for (const auto& profile : fs::directory_iterator(home / name, ignored))
      if (is_there(profile.path() / "cert9.db")) stores.push_back(profile.path());
  }
  return stores;
}

// As the user whose store it is, so that root does not become the owner of the user's files.
int run_as_user(const Machine& machine, std::vector<std::string> words) {
  if (machine.is_root && !machine.sudo_user.empty())
    words.insert(words.begin(), {"runuser", "-u", machine.sudo_user, "--"});
  return run(words);
}

TrustReport change_browser(const Machine& machine, const fs::path& store, const std::string& ca_file) {
  const std::string name = "browsers: " + store.string();
  const std::string database = "sql:" + store.string();
  const bool install = !ca_file.empty();
  const std::vector<std::string> add{"certutil", "-d", database, "-A", "-t", "C,,", "-n", kNickname, "-i", ca_file};
  const std::vector<std::string> take_out{"certutil", "-d", database, "-D", "-n", kNickname};
  if (!is_there(store)) {
    if (!install) return {name, TrustOutcome::done, {}};
    if (run_as_user(machine, {"mkdir", "-p", "-m", "700", store.string()}) != 0)
      return {name, TrustOutcome::failed, "the folder cannot be made"};
  }
  if (run({"certutil", "-H"}) == -1)
    return {name, TrustOutcome::absent,
            "certutil is missing: install libnss3-tools, and run this again, or: " + printed(install ? add : take_out)};
  if (!is_there(store / "cert9.db") &&
      (!install || run_as_user(machine, {"certutil", "-d", database, "-N", "--empty-password"}) != 0))
    return {name, install ? TrustOutcome::failed : TrustOutcome::done, install ? "certutil -N failed" : ""};
  for (int earlier = 0; earlier < 16 && run_as_user(machine, take_out) == 0; ++earlier) {
  }
  if (install && run_as_user(machine, add) != 0) return {name, TrustOutcome::failed, printed(add) + " failed"};
  return {name, TrustOutcome::done, {}};
}

// The files of the Java runtimes, each once: that of JAVA_HOME and those of the system's folder for them.
std::set<fs::path> java_stores(const Machine& machine) {
  std::set<fs::path> stores;
  const auto add = [&](const fs::path& runtime) {
    std::error_code error;
    const fs::path file = fs::canonical(runtime / "lib/security/cacerts", error);
    if (!error) stores.insert(file);
  };
  if (!machine.java_home.empty()) add(machine.java_home);
  std::error_code ignored;
  for (const auto& runtime : fs::directory_iterator(machine.root + "/usr/lib/jvm", ignored)) add(runtime.path());
  return stores;
}

TrustReport change_java(const Machine& machine, const fs::path& store, const std::string& ca_file) {
  const std::string name = "Java: " + store.string();
  const auto keytool = [&](std::vector<std::string> words) {
    const fs::path own = fs::path(machine.java_home) / "bin/keytool";
    words.insert(words.begin(), !machine.java_home.empty() && is_there(own) ? own.string() : "keytool");
    words.insert(words.end(),
                 {"-keystore", store.string(), "-storepass", "changeit", "-alias", std::string(kFileName)});
    return words;
  };
  const bool there = run(keytool({"-list"})) == 0;
  if (ca_file.empty() && !there) return {name, TrustOutcome::done, {}};
  const auto import = keytool({"-importcert", "-noprompt", "-trustcacerts", "-file", ca_file});
  if (::access(store.c_str(), W_OK) != 0) return {name, TrustOutcome::needs_root, {}};
  if (there && run(keytool({"-delete"})) != 0) return {name, TrustOutcome::failed, printed(keytool({"-delete"}))};
  if (!ca_file.empty() && run(import) != 0) return {name, TrustOutcome::failed, printed(import) + " failed"};
  return {name, TrustOutcome::done, {}};
}

// Node.js has a list of its own, and adds to it what this variable names. A value that the user set stays.
TrustReport change_node(const Machine& machine, const std::string& ca_file) {
  const fs::path script = machine.root + "/etc/profile.d/" + std::string(kFileName) + ".sh";
  const std::string name = "Node.js: NODE_EXTRA_CA_CERTS in " + script.string();
  const SystemStore* const store = system_store(machine);
  if (ca_file.empty() && !is_there(script)) return {name, TrustOutcome::done, {}};
  if (!machine.is_root) return {name, TrustOutcome::needs_root, "NODE_EXTRA_CA_CERTS=" + ca_file};
  if (store == nullptr || !is_there(script.parent_path()))
    return {name, TrustOutcome::absent, "NODE_EXTRA_CA_CERTS=" + ca_file};
  std::error_code error;
  fs::remove(script, error);
  if (ca_file.empty()) return {name, error ? TrustOutcome::failed : TrustOutcome::done, error ? error.message() : ""};
  std::ofstream(script) << ": \"${NODE_EXTRA_CA_CERTS:=" << authority_in(machine, *store).string()
                        << "}\"\nexport NODE_EXTRA_CA_CERTS\n";
  fs::permissions(script, fs::perms(0644), error);
  return {name, error ? TrustOutcome::failed : TrustOutcome::done, error ? error.message() : "from the next login on"};
}

std::vector<TrustReport> change_all(const Machine& machine, const std::string& ca_file) {
  std::vector<TrustReport> reports{change_system(machine, ca_file)};
  for (const fs::path& store : browser_stores(machine)) reports.push_back(change_browser(machine, store, ca_file));
  for (const fs::path& store : java_stores(machine)) reports.push_back(change_java(machine, store, ca_file));
  reports.push_back(change_node(machine, ca_file));
  return reports;
}

}  // namespace

Machine this_machine(const config::Environment& environment) {
  Machine machine;
  machine.is_root = ::geteuid() == 0;
  machine.home = environment("HOME").value_or("");
  machine.java_home = environment("JAVA_HOME").value_or("");
  const std::string user = environment("SUDO_USER").value_or("");
  if (const passwd* const entry = user.empty() ? nullptr : ::getpwnam(user.c_str()); entry != nullptr) {
    machine.sudo_user = user;
    machine.home = entry->pw_dir;
  }
  return machine;
}

std::vector<TrustReport> install_authority(const Machine& machine, const std::string& ca_file) {
  return change_all(machine, ca_file);
}

std::vector<TrustReport> remove_authority(const Machine& machine) {
  return change_all(machine, "");
}

}  // namespace sallyport::app
