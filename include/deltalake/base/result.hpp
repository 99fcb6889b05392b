#pragma once
#include <boost/system/result.hpp>

#include <deltalake/base/error.hpp>

namespace deltalake::inline v0 {

/// What pure functions of the library return: a value, or an error that says where and what next.
/// `value()` throws the error as a `delta_error`; `error()` gives it without throwing.
template <class T>
using result = boost::system::result<T, error>;

}  // namespace deltalake::inline v0
