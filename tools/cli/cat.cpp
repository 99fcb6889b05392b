#include "cat_file.hpp"

namespace deltalake_tool {

deltalake::task<void> run_cat(request wanted, output& out) { return cat_file(std::move(wanted), out); }

}  // namespace deltalake_tool
