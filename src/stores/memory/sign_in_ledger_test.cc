#include "stores/memory/sign_in_ledger.h"

#include "stores/contract/sign_in_ledger_contract.h"

namespace sallyport::stores::contract::sign_ins {

struct MemorySignIns {
  std::unique_ptr<session::SignInLedger> sign_ins() { return std::make_unique<MemorySignInLedger>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, SignInLedgerContract, MemorySignIns);

}  // namespace sallyport::stores::contract::sign_ins
