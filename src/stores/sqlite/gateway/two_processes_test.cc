#include "stores/contract/scratch_file.h"
#include "stores/gateway/two_processes_contract.h"
#include "stores/sqlite/engine/database.h"
#include "stores/sqlite/gateway/schema.h"

namespace sallyport::stores::contract::processes {

class FileOfTwo {
 public:
  std::unique_ptr<Database> open() { return SqliteFile::open({.path = file_.path()}, gateway_schema()).value(); }

 private:
  ScratchFile file_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, TwoProcesses, FileOfTwo);

}  // namespace sallyport::stores::contract::processes
