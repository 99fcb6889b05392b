#pragma once
#include <deltalake/action/file_stats_builder.hpp>

namespace deltalake::inline v0 {

}  // namespace deltalake::inline v0
