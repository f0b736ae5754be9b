"""`liangpai audit`: what topics, states and archive say of each other, read again by other eyes."""
