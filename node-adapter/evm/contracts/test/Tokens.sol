// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title An ordinary ERC-20 token of which everybody can make more; others differ from it in what they are named for.
contract OrdinaryToken {
    uint8 public immutable decimals;
    uint256 public totalSupply;
    mapping(address => uint256) internal balances;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Approval(address indexed from, address indexed spender, uint256 amount);

    error Insufficient();

    constructor(uint8 itsDecimals) {
        decimals = itsDecimals;
    }

    function mint(address to, uint256 amount) external {
        totalSupply += amount;
        balances[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function balanceOf(address holder) public view virtual returns (uint256) {
        return balances[holder];
    }

    function transfer(address to, uint256 amount) external virtual returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external virtual returns (bool) {
        spend(from, amount);
        move(from, to, amount);
        return true;
    }

    function spend(address from, uint256 amount) internal {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) {
            revert Insufficient();
        }
        allowance[from][msg.sender] = allowed - amount;
    }

    function move(address from, address to, uint256 amount) internal virtual {
        if (balances[from] < amount) {
            revert Insufficient();
        }
        balances[from] -= amount;
        balances[to] += amount;
        emit Transfer(from, to, amount);
    }
}

/// @title Its transfers return nothing.
contract SilentToken {
    uint8 public immutable decimals;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor(uint8 itsDecimals) {
        decimals = itsDecimals;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @title Of each transfer a hundredth disappears.
contract FeeToken is OrdinaryToken {
    constructor(uint8 itsDecimals) OrdinaryToken(itsDecimals) {}

    function move(address from, address to, uint256 amount) internal override {
        super.move(from, to, amount);
        balances[to] -= amount / 100;
    }
}

/// @title Gives more than was sent.
contract GenerousToken is OrdinaryToken {
    constructor(uint8 itsDecimals) OrdinaryToken(itsDecimals) {}

    function move(address from, address to, uint256 amount) internal override {
        super.move(from, to, amount);
        balances[to] += 1;
    }
}

/// @title All balances grow and shrink together.
contract RebasingToken is OrdinaryToken {
    uint256 public partsPerMillion = 1_000_000;

    constructor(uint8 itsDecimals) OrdinaryToken(itsDecimals) {}

    function rebase(uint256 ppm) external {
        partsPerMillion = ppm;
    }

    function balanceOf(address holder) public view override returns (uint256) {
        return balances[holder] * partsPerMillion / 1_000_000;
    }
}

/// @title Says that it has not moved anything, and does not revert.
contract RefusingToken is OrdinaryToken {
    bool public refuses;

    constructor(uint8 itsDecimals) OrdinaryToken(itsDecimals) {}

    function refuse(bool from) external {
        refuses = from;
    }

    function transfer(address to, uint256 amount) external override returns (bool) {
        if (refuses) {
            return false;
        }
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        if (refuses) {
            return false;
        }
        spend(from, amount);
        move(from, to, amount);
        return true;
    }
}

/// @title Calls somebody in the middle of each transfer, and remembers what came of it.
contract ReentrantToken is OrdinaryToken {
    address public target;
    bytes public data;
    bool public called;
    bool public succeeded;
    bytes public answer;

    constructor(uint8 itsDecimals) OrdinaryToken(itsDecimals) {}

    function aim(address whom, bytes calldata with) external {
        target = whom;
        data = with;
        called = false;
    }

    function move(address from, address to, uint256 amount) internal override {
        super.move(from, to, amount);
        if (target != address(0)) {
            called = true;
            (succeeded, answer) = target.call(data);
        }
    }
}
