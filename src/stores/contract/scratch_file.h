// A file for one test, in a directory that is removed with it. The directory is in memory if the system has /dev/shm,
// because fsync is free there and these tests do not depend on the disk. tests/crash uses the disk.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace sallyport::stores {

class ScratchFile {
 public:
  ScratchFile() : directory_(place() / "sallyport-XXXXXX") {
    if (::mkdtemp(directory_.data()) == nullptr) throw std::filesystem::filesystem_error("mkdtemp", {});
  }
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  std::string path() const { return directory_ + "/store.db"; }

  void write(const std::string& bytes) const { std::ofstream(path(), std::ios::binary) << bytes; }

  std::string read() const {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void overwrite(std::size_t offset, const std::string& bytes) const {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(offset));
    file << bytes;
  }

 private:
  static std::filesystem::path place() {
    std::error_code absent;
    if (std::filesystem::is_directory("/dev/shm", absent)) return "/dev/shm";
    return std::filesystem::temp_directory_path();
  }

  std::string directory_;
};

}  // namespace sallyport::stores
