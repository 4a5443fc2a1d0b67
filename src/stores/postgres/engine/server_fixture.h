// A PostgreSQL server of the test's own, from Debian's packages, and an empty place in it for each test.
#pragma once

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "stores/contract/scratch_file.h"

namespace sallyport::stores {

// The server listens on a socket in a scratch folder alone, and forgets everything with it. PostgreSQL refuses to run
// as root, so a test that runs as root starts it as the user postgres or nobody.
class PostgresServer {
 public:
  PostgresServer() {
    const std::string programs = find_programs();
    const std::string data = folder_ + "/data";
    own(folder_);
    wait_for(start({programs + "initdb", "-D", data, "-U", "sallyport", "-A", "trust", "-E", "UTF8", "--locale=C",
                    "--no-sync", "--no-instructions"}));
    std::ofstream(data + "/postgresql.conf", std::ios::app)
        << "listen_addresses = ''\nunix_socket_directories = '" << folder_
        << "'\nfsync = off\nmax_connections = 200\nlog_min_messages = fatal\n";
    run();
    tell("DO $$ BEGIN FOR i IN 1.." + std::to_string(kPlaces) +
         " LOOP EXECUTE 'CREATE SCHEMA place' || i; END LOOP; END $$");
  }
  ~PostgresServer() { stop(); }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // Why there can be no server here; absent if there can be one.
  static std::optional<std::string> missing() {
    if (!find_programs().empty()) return std::nullopt;
    return "PostgreSQL's server is not installed (Debian: postgresql)";
  }

  // The one that the tests of a program share. It starts at the first call.
  static PostgresServer& shared() {
    static PostgresServer server;
    return server;
  }

  // Starts the server and waits until it takes connections.
  void run() {
    server_ = start({find_programs() + "postgres", "-D", folder_ + "/data"});
    const std::string line = "ready";
    for (int i = 0; i < 3000; ++i) {
      std::ifstream state(folder_ + "/data/postmaster.pid");
      const std::string text{std::istreambuf_iterator<char>(state), {}};
      if (text.find(line) != std::string::npos) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("PostgreSQL did not start");
  }
  // Ends all connections at once and loses nothing that was committed.
  void stop() {
    if (server_ <= 0) return;
    ::kill(server_, SIGINT);
    ::waitpid(server_, nullptr, 0);
    server_ = -1;
  }

  // Runs statements with psql, as an operator would.
  void tell(const std::string& sql) const {
    wait_for(start({find_programs() + "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder_, "-U", "sallyport",
                    "-d", "postgres", "-c", sql}));
  }

  // A URL that leads to no tables yet. `more` is added to its query.
  std::string empty_place(const std::string& more = {}) {
    if (++places_ > kPlaces) throw std::runtime_error("a test program has no more than kPlaces places");
    return url("options=-csearch_path%3D" + place() + more);
  }
  std::string url(const std::string& query) const {
    return "postgresql://sallyport@/postgres?host=" + folder_ + "&" + query;
  }
  // The schema of the place that was made last.
  std::string place() const { return "place" + std::to_string(places_); }

 private:
  static constexpr int kPlaces = 400;

  static std::string find_programs() {
    std::string found;
    std::error_code absent;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", absent))
      if (std::filesystem::exists(version.path() / "bin/initdb")) found = (version.path() / "bin").string() + "/";
    return found;
  }
  static const passwd* user() {
    if (::geteuid() != 0) return nullptr;
    const passwd* const server = ::getpwnam("postgres");
    return server != nullptr ? server : ::getpwnam("nobody");
  }
  static void own(const std::string& path) {
    if (const passwd* const owner = user())
      if (::chown(path.c_str(), owner->pw_uid, owner->pw_gid) != 0) throw std::runtime_error("chown " + path);
  }
  // The child ends with us, so that no server stays behind a test that crashed.
  static pid_t start(const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const passwd* const owner = user();
    const uid_t uid = owner ? owner->pw_uid : ::geteuid();
    const gid_t gid = owner ? owner->pw_gid : ::getegid();
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (owner && (::setgid(gid) != 0 || ::setuid(uid) != 0)) ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    const int silence = ::open("/dev/null", O_RDWR);
    ::dup2(silence, STDIN_FILENO);
    ::dup2(silence, STDOUT_FILENO);
    ::dup2(silence, STDERR_FILENO);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
  }
  static void wait_for(pid_t child) {
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0)
      throw std::runtime_error("a program of PostgreSQL failed");
  }

  const ScratchFile scratch_;
  const std::string folder_ = std::filesystem::path(scratch_.path()).parent_path().string();
  pid_t server_ = -1;
  std::atomic<int> places_ = 0;
};

}  // namespace sallyport::stores
